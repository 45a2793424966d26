/* hello - prints a greeting: the smallest program
 *
 * Usage: hello
 *
 * Two system calls: write, when the line is complete, and exit_group. The same
 * file runs on Linux. */
#include <stdio.h>

int main(void) {
    puts("hello, world");
    return 0;
}
