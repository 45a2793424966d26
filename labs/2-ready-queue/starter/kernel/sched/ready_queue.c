/* The ready queue. The contract is kernel/sched/ready_queue.h: it says what each function has to do. The steps below
 * can be tested one by one with `make unit LAB=ready-queue`.
 *
 * Step 0. How do you want to build it? A process has a pair of links for queues, queue_link, and kernel/lib/list.h has
 * a list that uses such links. Whatever you choose: it must not allocate memory, and no operation may search. */
#include "kernel/sched/ready_queue.h"
#include "kernel/lib/not_written.h"
#include "kernel/lib/panic.h"

/* Step 1. To the tail. Assert what kernel/proc/pcb.h says of who is here: it is READY, and it is not suspended. */
void ready_queue_push(struct pcb *process) {
    (void)process;
    not_written();
}

/* Step 1. The head, taken off; NULL if the queue is empty. process_on_queue (kernel/proc/pcb.h) leads from the link
 * back to the process. */
struct pcb *ready_queue_pop(void) {
    not_written();
}

/* Step 2. The head stays where it is; then the one behind `process`. NULL at the end. */
struct pcb *ready_queue_first(void) {
    not_written();
}

struct pcb *ready_queue_next(struct pcb *process) {
    (void)process;
    not_written();
}

/* Step 3. Off the queue, from the head, the middle or the tail. Who calls this, and when? */
void ready_queue_remove(struct pcb *process) {
    (void)process;
    not_written();
}
