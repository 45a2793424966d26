/* Dijkstra's semaphore: a count of units, and a queue of processes that wait for one.
 *
 * P (proberen, "try"; also wait, down) takes a unit, and waits while there is none. V (verhogen, "increase"; also
 * signal, up) gives one: to the process that has waited longest, or, if nobody waits, to the count.
 *
 * Each is a primitive: it runs with interrupts off, so nothing comes between its steps. */
#pragma once
#include "kernel/sync/wait_queue.h"
#include <stdint.h>

#define SEMAPHORE_VALUE_MAX INT32_MAX

struct semaphore {
    int32_t value; /* units that are free; 0 if anybody waits */
    struct wait_queue waiters;
};

/* `value` >= 0 units to start with; `id` is its name in the trace. Context: any. */
void semaphore_init(struct semaphore *semaphore, int32_t value, int32_t id);

/* Takes a unit. 0 when it has one; -EIDRM if the semaphore was destroyed while it waited; -EINTR if a signal ended the
 * wait. After a wait the semaphore may be gone: do not touch it. Context: may sleep. */
int semaphore_P(struct semaphore *semaphore);

/* Gives a unit. A waiting process has passed P when V returns: nobody who comes later can overtake it. 0, or -EOVERFLOW
 * if the value is SEMAPHORE_VALUE_MAX. Context: any, also an interrupt handler; never sleeps. */
int semaphore_V(struct semaphore *semaphore);

/* Takes a unit if there is one at once. 0, or -EAGAIN. Context: any. */
int semaphore_try_P(struct semaphore *semaphore);

/* Wakes all waiters, whose P returns -EIDRM. Context: any. */
void semaphore_destroy(struct semaphore *semaphore);

/* For system calls, audits and dumps. Context: interrupts off, or nobody else uses it. */
int32_t semaphore_value(const struct semaphore *semaphore);
struct pcb *semaphore_first_waiter(const struct semaphore *semaphore);
