/* Round robin. The contract is in kernel/sched/round_robin.h and kernel/sched/policy.h. The ready queue comes first:
 * see ready_queue.c. */
#include "kernel/sched/round_robin.h"
#include "kernel/lib/not_written.h"
#include "kernel/sched/ready_queue.h"
#include "kernel/sched/sched.h"

/* Step 4. Who runs next, and how long its slice is: slice_ticks (kernel/proc/pcb.h) counts the ticks that are left of
 * it. */
static struct pcb *pick_next(void) {
    not_written();
}

/* Step 5. The timer has ticked while `running` had the CPU. With the last tick of its slice it has to go: ask for that
 * with sched_request (kernel/sched/sched.h), once. A long system call is not interrupted, so ticks may come after the
 * slice has ended. */
static void tick(struct pcb *running) {
    (void)running;
    not_written();
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

/* Step 4. How many ticks a full slice has. Until somebody says otherwise it has QUANTUM_TICKS_DEFAULT. */
void round_robin_set_quantum(uint32_t ticks) {
    (void)ticks;
    not_written();
}
