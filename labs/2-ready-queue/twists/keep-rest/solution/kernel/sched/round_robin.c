/* A process that gets the CPU goes on with its slice. The timer takes a tick off it; at zero the process has to go to
 * the tail of the ready queue, and will get a full one. One that blocks or yields before keeps the rest. */
#include "kernel/sched/round_robin.h"
#include "kernel/sched/ready_queue.h"
#include "kernel/sched/sched.h"

static uint32_t quantum_ticks = QUANTUM_TICKS_DEFAULT;

static struct pcb *pick_next(void) {
    struct pcb *next = ready_queue_pop();
    if (next && next->slice_ticks == 0) { /* it is new, or has used up all of its last slice */
        next->slice_ticks = quantum_ticks;
    }
    return next;
}

static void tick(struct pcb *running) {
    /* It may be 0 already: a long system call is not interrupted, only its return to user mode is. */
    if (running->slice_ticks > 0 && --running->slice_ticks == 0) {
        sched_request(REASON_SLICE_ENDED);
    }
}

const struct policy round_robin = {
    .name = "round robin",
    .enqueue = ready_queue_push,
    .remove = ready_queue_remove,
    .pick_next = pick_next,
    .tick = tick,
    .first = ready_queue_first,
    .next = ready_queue_next,
};

void round_robin_set_quantum(uint32_t ticks) {
    quantum_ticks = ticks;
}
