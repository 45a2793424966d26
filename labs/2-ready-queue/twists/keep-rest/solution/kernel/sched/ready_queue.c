/* A linked list of PCBs, linked through their queue_link.
 *   1. Every process on it is READY and not suspended.
 *   2. The running process is not on it, nor is idle. */
#include "kernel/sched/ready_queue.h"
#include "kernel/lib/panic.h"

static struct list queue = LIST_INITIALIZER(queue);

void ready_queue_push(struct pcb *process) {
    assert(process->state == PROC_READY && !process->is_suspended);
    list_push_back(&queue, &process->queue_link);
}

struct pcb *ready_queue_pop(void) {
    struct list *head = list_pop_front(&queue);
    return head ? process_on_queue(head) : NULL;
}

void ready_queue_remove(struct pcb *process) {
    assert(process->state == PROC_READY);
    list_remove(&process->queue_link);
}

struct pcb *ready_queue_first(void) {
    struct list *head = list_first(&queue);
    return head ? process_on_queue(head) : NULL;
}

struct pcb *ready_queue_next(struct pcb *process) {
    struct list *next = list_next(&queue, &process->queue_link);
    return next ? process_on_queue(next) : NULL;
}
