#include "kernel/sched/idle.h"
#include "arch/x86/cpu.h"
#include "kernel/sched/sched.h"

void idle_run(void) {
    for (;;) {
        interrupts_disable();
        if (sched_policy()->first()) {
            schedule(REASON_IDLE);
        } else {
            /* Between the test and the halt no interrupt can come in, so none that makes somebody ready is slept
             * through. */
            interrupts_enable_and_halt();
        }
    }
}
