/* Different here: the count goes below zero, as in Dijkstra's own text. Minus three says that three wait.
 *
 * Invariant: count < 0 => -count processes wait. A waiter that is killed leaves the queue and tells nobody, so before
 * the count is used it is set right. */
#include "kernel/sync/semaphore.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/panic.h"

/* The count, without those who were killed while they waited. */
static int32_t settle(struct semaphore *semaphore) {
    if (semaphore->value < 0) {
        semaphore->value = 0;
        list_for_each(waiter, &semaphore->waiters.waiters) {
            semaphore->value--;
        }
    }
    return semaphore->value;
}

void semaphore_init(struct semaphore *semaphore, int32_t value, int32_t id) {
    assert(value >= 0);
    semaphore->value = value;
    wait_queue_init(&semaphore->waiters, REASON_P, (uint32_t)id);
}

int semaphore_P(struct semaphore *semaphore) {
    assert(interrupts_enabled());
    uint32_t flags = irq_save();
    settle(semaphore);
    semaphore->value--;
    int result = semaphore->value < 0 ? wait_queue_block(&semaphore->waiters) : 0;
    irq_restore(flags);
    return result;
}

int semaphore_V(struct semaphore *semaphore) {
    int answer = 0;
    uint32_t flags = irq_save();
    if (settle(semaphore) == SEMAPHORE_VALUE_MAX) {
        answer = -EOVERFLOW;
    } else if (++semaphore->value <= 0) {
        wait_queue_wake_one(&semaphore->waiters, 0);
    }
    irq_restore(flags);
    return answer;
}

int semaphore_try_P(struct semaphore *semaphore) {
    int result = -EAGAIN;
    uint32_t flags = irq_save();
    if (semaphore->value > 0) {
        semaphore->value--;
        result = 0;
    }
    irq_restore(flags);
    return result;
}

void semaphore_destroy(struct semaphore *semaphore) {
    uint32_t flags = irq_save();
    wait_queue_wake_all(&semaphore->waiters, -EIDRM);
    irq_restore(flags);
}

int32_t semaphore_value(const struct semaphore *semaphore) {
    return semaphore->value > 0 ? semaphore->value : 0;
}

struct pcb *semaphore_first_waiter(const struct semaphore *semaphore) {
    return wait_queue_first(&semaphore->waiters);
}
