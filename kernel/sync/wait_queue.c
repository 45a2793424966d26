#include "kernel/sync/wait_queue.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/sched.h"

void wait_queue_init(struct wait_queue *queue, enum trace_reason reason, uint32_t object) {
    list_init(&queue->waiters);
    queue->reason = reason;
    queue->object = object;
}

int wait_queue_block(struct wait_queue *queue) {
    return wait_queue_block_before(queue, &queue->waiters); /* in front of the head of a circle: last */
}

int wait_queue_block_before(struct wait_queue *queue, struct list *position) {
    assert(!interrupts_enabled() && !in_interrupt);
    if (current->fatal_signal != 0) { /* it was killed on its way here: it must not go to sleep any more */
        return -EINTR;
    }
    list_insert_before(position, &current->queue_link);
    current->waiting_on = queue;
    return sched_block(queue->reason, queue->object);
}

static void wake(struct pcb *process, int result, enum trace_reason reason) {
    assert(process->state == PROC_BLOCKED);
    list_remove(&process->queue_link);
    process->waiting_on = NULL;
    process->wake_result = result;
    sched_wake(process, reason);
}

struct pcb *wait_queue_first(const struct wait_queue *queue) {
    struct list *first = list_first(&queue->waiters);
    return first ? process_on_queue(first) : NULL;
}

struct pcb *wait_queue_wake_one(struct wait_queue *queue, int result) {
    assert(!interrupts_enabled());
    struct pcb *first = wait_queue_first(queue);
    if (first) {
        wake(first, result, result == -EIDRM ? REASON_DESTROYED : REASON_WOKEN);
    }
    return first;
}

void wait_queue_wake_all(struct wait_queue *queue, int result) {
    while (wait_queue_wake_one(queue, result)) {
    }
}

void wait_queue_interrupt(struct pcb *process) {
    assert(!interrupts_enabled());
    wake(process, -EINTR, REASON_INTERRUPTED);
}
