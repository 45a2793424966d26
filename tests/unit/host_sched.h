/* A scheduler for unit tests of what waits and wakes. There is one flow of control, so a process that blocks cannot be
 * left: instead the test says beforehand what the others do meanwhile, and when that is done somebody must have woken
 * it. Include it after cmocka.h. */
#pragma once
#include "kernel/sched/sched.h"

enum { HOST_PROCESSES = 4 };

extern struct pcb host_processes[HOST_PROCESSES]; /* pids from 1 on; the first is current */

/* Starts a test: nobody waits, interrupts are on. */
void host_sched_start(void);

/* Makes this READY process current in place of the one that is. */
void host_sched_run(struct pcb *process);

/* What happens when current blocks next: the first READY process does it, with interrupts on. It may block, too. */
void host_sched_meanwhile(void (*meanwhile)(void));

/* These processes were woken so far, in this order, for this reason. */
#define check_woken(reason, ...) \
    host_sched_check_woken(reason, (const int[]){__VA_ARGS__}, sizeof((int[]){__VA_ARGS__}) / sizeof(int))
void host_sched_check_woken(enum trace_reason reason, const int *pids, size_t count);
