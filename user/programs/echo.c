/* echo - prints its arguments
 *
 * Usage: echo [-n] [word...]
 *
 * The words are separated by one space each, whatever stood between them: the shell has already split the line into
 * arguments. Try it with quotes. -n leaves out the newline at the end.
 */
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
