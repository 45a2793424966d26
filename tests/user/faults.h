/* Faults of a test's children: a table of instructions, and the signal that each has to end its process with. */
#pragma once

#include <signal.h>
#include <stdio.h>

#include "tests/user/child.h"

struct fault {
    const char *what;
    void (*commit)(void);
    int signal;
};

/* Defines a function that executes the instructions. They may destroy what they like: the process is to end in them.
 * Those that jump name check_exit as their aim, which would end the process with status 0. */
#define FAULT(name, instructions)       \
    static void name(void) {            \
        __asm__ volatile(instructions); \
    }

static inline void check_faults(const struct fault *faults, int count) {
    for (int i = 0; i < count; i++) {
        int status = run(faults[i].commit);
        CHECK(status == KILLED(faults[i].signal), "%s: status word %#x, not %#x", faults[i].what, status,
              KILLED(faults[i].signal));
    }
}

#define CHECK_FAULTS(table) check_faults(table, sizeof(table) / sizeof(table)[0])
