/* Linked into the kernel that is graded: a V from an interrupt handler, which no device of Robin gives.
 *
 * At every PROBE_TICKS-th tick each semaphore whose label is PROBE_LABEL gets a unit. The trace is told before and
 * after: a mark of process 0 with the semaphore's id, then the V as of process 0, then a mark that says whether
 * interrupts are off still. The linker leads calls of tick_interrupt here (`wrap` in lab.toml). */
#include "arch/x86/cpu.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/string.h"
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
