/* echo - prints its arguments
 *
 * Usage: echo [-n] [word...]        -n: without the newline at the end
 *
 * One space stands between the words, whatever stood there before: the shell has
 * already split the line into arguments. Try it with quotes. */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    int first = argc > 1 && strcmp(argv[1], "-n") == 0 ? 2 : 1;
    for (int i = first; i < argc; i++)
        printf(i > first ? " %s" : "%s", argv[i]);
    if (first == 1)
        putchar('\n');
    return fflush(stdout) == 0 ? 0 : 1;
}
