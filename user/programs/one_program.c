/* one_program - one program, two processes
 *
 * Usage: one_program
 *
 * A program is a file; a process is a program being executed. Here one program
 * calls fork, and from then on two processes execute it: the same code at the
 * same addresses, but two pids, two memories, two flows of control.
 *
 * Watch: what is the same in both columns, and what is not.
 *
 * Think: 1. How can one address hold two numbers?
 *        2. Which line is executed once, and which twice?
 *        3. Start `one_program &` two times. How many programs are that, and
 *           how many processes? */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

/* What a process says about itself, in memory that both can read. */
struct report {
    int (*main)(int, char **);
    int *number_is_at;
    int number;
    int fork_returned;
    pid_t pid;
};

static int number = 100;

int main(int argc, char **argv) {
    (void)argv;
    if (argc != 1) {
        fprintf(stderr, "one_program: takes no arguments\n");
        return 2;
    }
    struct report *reports = mmap(NULL, 2 * sizeof *reports, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(reports != MAP_FAILED, "mmap: %s", strerror(errno));
    printf("one process executes this program; now it calls fork\n\n");

    int fork_returned = fork();
    REQUIRE(fork_returned >= 0, "fork: %s", strerror(errno));

    /* From here on there are two processes. Each goes its own way, and changes `number` in its own memory. */
    struct report *mine;
    if (fork_returned == 0) {
        mine = &reports[1];
        number += 1;
    } else {
        mine = &reports[0];
        number += 200;
    }
    *mine = (struct report){main, &number, number, fork_returned, getpid()};
    if (fork_returned == 0)
        return 0;

    check_child(fork_returned, 0);
    struct report parent = reports[0], child = reports[1];
    printf("                     parent      child\n");
    printf("main is at       %10p %10p   one program: the same code,\n", (void *)parent.main, (void *)child.main);
    printf("number is at     %10p %10p   the same addresses,\n", (void *)parent.number_is_at,
           (void *)child.number_is_at);
    printf("number is        %10d %10d   but two memories,\n", parent.number, child.number);
    printf("fork returned    %10s %10d   two flows of control,\n", "child's pid", child.fork_returned);
    printf("getpid returned  %10s %10s   two processes\n", "another", "that pid");
    CHECK(parent.main == child.main && parent.number_is_at == child.number_is_at, "the addresses differ");
    CHECK(parent.number == 300 && child.number == 101, "the numbers are not 300 and 101");
    CHECK(child.fork_returned == 0, "fork returned %d in the child", child.fork_returned);
    CHECK(child.pid == parent.fork_returned, "fork returned %d for process %d", parent.fork_returned, child.pid);
    CHECK(child.pid != parent.pid, "both have pid %d", child.pid);
    return check_result();
}
