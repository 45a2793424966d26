/* Different here: what is counted is the ticks that have passed, from zero up. */
#include "kernel/sched/round_robin.h"
#include "kernel/sched/ready_queue.h"
#include "kernel/sched/sched.h"

static uint32_t quantum = QUANTUM_TICKS_DEFAULT;

static struct pcb *pick_next(void) {
    struct pcb *next = ready_queue_pop();
    if (next) {
        next->slice_ticks = 0;
    }
    return next;
}

static void tick(struct pcb *running) {
    running->slice_ticks++;
    if (running->slice_ticks >= quantum) {
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
    quantum = ticks;
}
