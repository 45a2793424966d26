/* P and V. The contract is kernel/sync/semaphore.h: it says what each function has to do. The steps below can be tested
 * one by one with `make unit LAB=semaphores`. */
#include "kernel/sync/semaphore.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/not_written.h"
#include "kernel/lib/panic.h"

/* Step 1. Set the value, and make the queue of waiters with wait_queue_init; the reason for waiting is REASON_P, the
 * object is the id. A negative value is refused with an assert (kernel/lib/panic.h). */
void semaphore_init(struct semaphore *semaphore, int32_t value, int32_t id) {
    (void)semaphore, (void)value, (void)id;
    not_written();
}

/* Step 1. The value, and whom the next V would serve or NULL: how the tests and the trace look inside. */
int32_t semaphore_value(const struct semaphore *semaphore) {
    (void)semaphore;
    not_written();
}

struct pcb *semaphore_first_waiter(const struct semaphore *semaphore) {
    (void)semaphore;
    not_written();
}

/* Step 2. Take a unit if there is one, and tell the caller which of the two it was. Nothing may come between the look
 * at the value and the change: see irq_save and irq_restore in arch/x86/cpu.h. */
int semaphore_try_P(struct semaphore *semaphore) {
    (void)semaphore;
    not_written();
}

/* Step 3: P where there is a unit. Step 4: where there is none, wait (kernel/sync/wait_queue.h). What does its result
 * tell? P is refused, with an assert, where interrupts are off: whoever calls it there is inside another primitive. */
int semaphore_P(struct semaphore *semaphore) {
    (void)semaphore;
    not_written();
}

/* Step 3: V where nobody waits, and the largest value. Step 4: where somebody waits. Who gets the unit, and what
 * happens to the value? An interrupt handler may call V too: leave interrupts as they were. */
int semaphore_V(struct semaphore *semaphore) {
    (void)semaphore;
    not_written();
}

/* Step 5. Wake everybody who waits; their P returns -EIDRM. Where nobody waits there is nothing to do: so programs that
 * leave nobody behind come to their end before this is written. */
void semaphore_destroy(struct semaphore *semaphore) {
    if (semaphore_first_waiter(semaphore))
        not_written();
}
