/* Invariant: value > 0 => nobody waits. V keeps it by handing its unit to a waiter instead of counting it. Who comes
 * last stands at the head of the queue, so that V finds it there. */
#include "kernel/sync/semaphore.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/panic.h"

void semaphore_init(struct semaphore *semaphore, int32_t value, int32_t id) {
    assert(value >= 0);
    semaphore->value = value;
    wait_queue_init(&semaphore->waiters, REASON_P, (uint32_t)id);
}

int semaphore_P(struct semaphore *semaphore) {
    assert(interrupts_enabled()); /* P may sleep: whoever calls it must not be inside another primitive */
    int result = 0;
    interrupts_disable(); /* and enable: they were on, so there are no flags to keep */
    if (semaphore->value > 0) {
        semaphore->value--;
    } else {
        result = wait_queue_block_before(&semaphore->waiters,
                                         semaphore->waiters.waiters.next); /* 0: V has given its unit to us */
    }
    interrupts_enable();
    return result;
}

int semaphore_V(struct semaphore *semaphore) {
    int result = 0;
    uint32_t flags = irq_save();
    if (!wait_queue_is_empty(&semaphore->waiters)) {
        wait_queue_wake_one(&semaphore->waiters, 0);
    } else if (semaphore->value < SEMAPHORE_VALUE_MAX) {
        semaphore->value++;
    } else {
        result = -EOVERFLOW;
    }
    irq_restore(flags);
    return result;
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
    return semaphore->value;
}

struct pcb *semaphore_first_waiter(const struct semaphore *semaphore) {
    return wait_queue_first(&semaphore->waiters);
}
