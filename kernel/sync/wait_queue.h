/* Wait queues: the one way in which a process waits for something.
 *
 * A BLOCKED process is on exactly one wait queue. Whoever makes true what it waits for wakes it, and tells it the
 * result. Waiting and waking happen with interrupts off, so nothing can come between a waiter's look at its condition
 * and its going to sleep: no wakeup is lost. A waiter that was woken for a condition looks at it again, for it may have
 * changed until it ran; P need not, because V has already given it the unit. */
#pragma once
#include "kernel/proc/pcb.h"

void wait_queue_init(struct wait_queue *queue, enum trace_reason reason, uint32_t object);

/* Blocks current at the tail until it is woken. Returns what the waker said: 0, or -EIDRM, ...; or -EINTR if a signal
 * ends the process (then it has to leave the kernel without delay). Context: may sleep; process context, interrupts
 * off on entry and on return. */
int wait_queue_block(struct wait_queue *queue);

/* The same, but in front of `position`, a link of this queue. For queues that are ordered by something. */
int wait_queue_block_before(struct wait_queue *queue, struct list *position);

/* Wakes the first waiter and hands it `result`. Returns it, or NULL if nobody waits. O(1). Context: interrupts off. */
struct pcb *wait_queue_wake_one(struct wait_queue *queue, int result);

/* Wakes all of them, first to last. Context: interrupts off. */
void wait_queue_wake_all(struct wait_queue *queue, int result);

/* Takes one BLOCKED process off its queue, wherever it stands, and wakes it with -EINTR. O(1). Context: interrupts off.
 */
void wait_queue_interrupt(struct pcb *process);

static inline bool wait_queue_is_empty(const struct wait_queue *queue) {
    return list_is_empty(&queue->waiters);
}

/* The first waiter, or NULL. Context: interrupts off. */
struct pcb *wait_queue_first(const struct wait_queue *queue);
