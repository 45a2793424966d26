/* usage - what a process has used of the CPU, in user mode and in the kernel
 *
 * Usage: usage
 *
 * It computes, then has the kernel read a file again and again, then has a child
 * compute, and then waits for the child. After each it asks with getrusage how
 * much time it has used, and how much its children have.
 *
 * Watch: computing is user time. Reading is the kernel's time, although nobody
 * but this process wants it. The child's time is not the parent's.
 *
 * Think: 1. The child has ended in the third line. When does its time become
 *           that of a child, and why not before?
 *        2. Each number is a whole number of ticks. Can a process that always
 *           gives up the CPU just before the tick use it for nothing?
 *        3. Who pays for the tick's own work? */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define WORK_TICKS 20 /* of 1/100 s */

static void compute(void) {
    clock_t end = times(NULL) + WORK_TICKS;
    while (times(NULL) < end)
        for (volatile int i = 0; i < 100000; i++)
            ;
}

static void read_again_and_again(void) {
    static char buffer[4096];
    int file = open("/share/help/usage", O_RDONLY);
    clock_t end = times(NULL) + WORK_TICKS;
    while (times(NULL) < end)
        for (int i = 0; i < 1000; i++) {
            lseek(file, 0, SEEK_SET);
            read(file, buffer, sizeof buffer);
        }
    close(file);
}

static void show_time(struct timeval time) {
    printf("%7d.%02d s", time.tv_sec, time.tv_usec / 10000);
}

static void show_usage(int whose) {
    struct rusage usage;
    if (getrusage(whose, &usage) != 0) {
        printf("%24s", strerror(errno));
        return;
    }
    show_time(usage.ru_utime);
    show_time(usage.ru_stime);
}

static void show(const char *what) {
    printf("%-16s", what);
    show_usage(RUSAGE_SELF);
    show_usage(RUSAGE_CHILDREN);
    printf("\n");
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc != 1) {
        fprintf(stderr, "usage: takes no arguments\n");
        return 2;
    }
    printf("%-16s%24s%24s\n", "", "myself", "my children");
    printf("%-16s%12s%12s%12s%12s\n", "", "user", "kernel", "user", "kernel");
    compute();
    show("computed");
    read_again_and_again();
    show("read a file");
    pid_t pid = fork();
    REQUIRE(pid >= 0, "fork: %s", strerror(errno));
    if (pid == 0) {
        compute();
        return 0;
    }
    usleep(3 * WORK_TICKS * 10000);
    show("a child computed");
    check_child(pid, 0);
    show("waited for it");
    return check_result();
}
