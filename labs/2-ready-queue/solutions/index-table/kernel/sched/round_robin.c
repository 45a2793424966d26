/* Different here: a slice is filled when its process is enqueued, not when it is picked. Whoever is ready has a full
 * one already. */
#include "kernel/sched/round_robin.h"
#include "kernel/sched/ready_queue.h"
#include "kernel/sched/sched.h"

static uint32_t full_slice = QUANTUM_TICKS_DEFAULT;

static void enqueue(struct pcb *process) {
    process->slice_ticks = full_slice;
    ready_queue_push(process);
}

static void tick(struct pcb *running) {
    if (running->slice_ticks == 0) {
        return; /* the request has been made */
    }
    running->slice_ticks--;
    if (running->slice_ticks == 0) {
        sched_request(REASON_SLICE_ENDED);
    }
}

const struct policy round_robin = {
    .name = "round robin",
    .enqueue = enqueue,
    .remove = ready_queue_remove,
    .pick_next = ready_queue_pop,
    .tick = tick,
    .first = ready_queue_first,
    .next = ready_queue_next,
};

void round_robin_set_quantum(uint32_t ticks) {
    full_slice = ticks;
}
