/* As many rounds as its argument says (or 3) of what could leave something on a kernel stack: fork, yield, wait; and
 * one wait that is woken once for each child before the right one ends. How deep the stacks were is judged by
 * tests/system/test_kernel_stack.py.
 * Properties: X98 */
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

static pid_t start(int yields) {
    pid_t child = fork();
    REQUIRE(child >= 0, "fork fails");
    if (child == 0) {
        for (int i = 0; i < yields; i++) {
            sched_yield();
        }
        _exit(0);
    }
    return child;
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 3;
    for (int round = 0; round < rounds; round++) {
        start(round); /* so that no two end in the same turn */
    }
    check_child(start(rounds), 0); /* the others end before it, and each end wakes this wait */
    for (int round = 0; round < rounds; round++) {
        CHECK(wait(NULL) > 0, "a child is missing");
    }
    return check_result();
}
