/* Falling asleep searches for its place, and is the only thing that does: waking looks at the head. */
#include "kernel/sched/sleep_queue.h"
#include "arch/x86/cpu.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"
#include "kernel/sync/wait_queue.h"

static struct wait_queue sleepers;

void sleep_queue_init(void) {
    wait_queue_init(&sleepers, REASON_SLEEP, 0);
}

int sleep_queue_wait_until(uint64_t deadline) {
    uint32_t flags = irq_save();
    int result = 0;
    if (ticks_now() < deadline) {
        struct list *position = sleepers.waiters.next;
        while (position != &sleepers.waiters && process_on_queue(position)->wake_tick <= deadline) {
            position = position->next;
        }
        current->wake_tick = deadline;
        result = wait_queue_block_before(&sleepers, position);
    }
    irq_restore(flags);
    return result;
}

void sleep_queue_wake_due(uint64_t now) {
    struct pcb *first;
    while ((first = wait_queue_first(&sleepers)) && first->wake_tick <= now) {
        wait_queue_wake_one(&sleepers, 0);
    }
}
