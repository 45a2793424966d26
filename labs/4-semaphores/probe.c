/* Linked into the kernel that is graded: what no program can do. The linker leads calls of two functions here: `wrap`
 * in lab.toml.
 *
 * A V from an interrupt handler, which no device of Robin gives. At every PROBE_TICKS-th tick each semaphore whose
 * label is PROBE_LABEL gets a unit. The trace is told before and after: a mark of process 0 with the semaphore's id,
 * then the V as of process 0, then a mark that says whether interrupts are off still.
 *
 * Before a semaphore is destroyed, whom semaphore_first_waiter tells, for no system call asks it: a mark of process 0
 * with that process, and with the one that destroys.
 *
 * What is left of a semaphore that was destroyed: nothing that a P which looks at it after its wait could take for one.
 */
#include "arch/x86/cpu.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/string.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"
#include "kernel/sync/family.h"

#define PROBE_TICKS 3
#define PROBE_LABEL "interrupt"

void __real_tick_interrupt(struct trapframe *frame);
void __wrap_tick_interrupt(struct trapframe *frame);

static void give(struct named_semaphore *named) {
    trace_emit_text(TRACE_MARK, 0, (uint32_t)named->id, 0, 0, 0, "interrupt V");
    int result = semaphore_V(&named->semaphore);
    bool is_on = interrupts_enabled();
    interrupts_disable();
    trace_emit_text(TRACE_SEMAPHORE, 0, SEMAPHORE_V, (uint32_t)named->id, (uint32_t)semaphore_value(&named->semaphore),
                    (uint32_t)result, named->label);
    trace_emit_text(TRACE_MARK, 0, is_on, 0, 0, 0, "interrupts on");
}

void __wrap_tick_interrupt(struct trapframe *frame) {
    __real_tick_interrupt(frame);
    if (ticks_now() % PROBE_TICKS != 0) {
        return;
    }
    struct named_semaphore *named;
    for (int32_t id = 0; (named = named_semaphore_find_from(id)); id = named->id + 1) {
        if (strcmp(named->label, PROBE_LABEL) == 0) {
            give(named);
        }
    }
}

void __real_semaphore_destroy(struct semaphore *semaphore);
void __wrap_semaphore_destroy(struct semaphore *semaphore);

void __wrap_semaphore_destroy(struct semaphore *semaphore) {
    const struct pcb *first = semaphore_first_waiter(semaphore);
    int32_t told = first ? first->pid : PID_IDLE;
    trace_emit_text(TRACE_MARK, PID_IDLE, (uint32_t)told, (uint32_t)current->pid, 0, 0, "first waiter");
    __real_semaphore_destroy(semaphore);
    memset(semaphore, 0xa5, sizeof *semaphore);
}
