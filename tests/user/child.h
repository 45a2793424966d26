/* Children of a test: starting a function in one, and how it ended. */
#pragma once

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

/* What reap() returns. */
#define EXITED(code) WAIT_STATUS_EXITED(code)
#define KILLED(signal) WAIT_STATUS_SIGNALED(signal)
#define STOPPED(signal) WAIT_STATUS_STOPPED(signal)

#define LINUX_CORE_DUMPED 0x80 /* in a status word, if cores may be written; Robin writes none */

/* A child that runs `work` and exits with check_result(): 0, or 1 if a CHECK failed in it. Returns its pid. */
static inline pid_t start(void (*work)(void)) {
    pid_t pid = fork();
    REQUIRE(pid >= 0, "fork: %s", strerror(errno));
    if (pid == 0) {
        work();
        check_exit();
    }
    return pid;
}

/* Waits for the child's end. Returns its status word, comparable with the macros above, or -1. */
static inline int reap(pid_t pid) {
    int status;
    if (waitpid(pid, &status, 0) != pid)
        return -1;
    return WIFSIGNALED(status) ? status & ~LINUX_CORE_DUMPED : status;
}

/* Runs `work` in a child, to its end. Returns the status word. */
static inline int run(void (*work)(void)) {
    return reap(start(work));
}

/* For children that are to be killed. */
static inline void sleep_for_ever(void) {
    for (;;)
        sleep(1000);
}

static inline void spin_for_ever(void) {
    for (;;)
        ;
}

/* Long enough for every process that can to run and to block. The checks hold without it, but show less. */
static inline void let_others_run(void) {
    usleep(30000);
}

/* Zeroed memory that children forked later share. */
static inline void *shared_memory(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(memory != MAP_FAILED, "mmap: %s", strerror(errno));
    return memory;
}
