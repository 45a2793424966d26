#include "kernel/proc/state.h"
#include "arch/x86/cpu.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/panic.h"

#define MAY_BECOME(state) (1u << (state))

static const uint8_t legal[] = {
    [PROC_NEW] = MAY_BECOME(PROC_READY),
    [PROC_READY] = MAY_BECOME(PROC_RUNNING),
    [PROC_RUNNING] = MAY_BECOME(PROC_READY) | MAY_BECOME(PROC_BLOCKED) | MAY_BECOME(PROC_ZOMBIE),
    [PROC_BLOCKED] = MAY_BECOME(PROC_READY),
    [PROC_ZOMBIE] = 0,
};

static void change(struct pcb *process, enum proc_state state, enum trace_reason reason, int32_t waker,
                   uint32_t object) {
    assert(!interrupts_enabled());
    assert(legal[process->state] & MAY_BECOME(state));
    if (trace_mode != TRACE_OFF) {
        const uint32_t words[] = {process->state, state, reason, (uint32_t)waker, object};
        trace_write(TRACE_STATE, process->pid, words, 5, NULL);
    }
    process->state = state;
}

void process_set_state(struct pcb *process, enum proc_state state, enum trace_reason reason) {
    change(process, state, reason, 0, 0);
}

void process_set_state_blocked(struct pcb *process, enum trace_reason reason, uint32_t object) {
    change(process, PROC_BLOCKED, reason, 0, object);
}

void process_set_state_woken(struct pcb *process, enum trace_reason reason, int32_t waker) {
    change(process, PROC_READY, reason, waker, 0);
}

const char *process_state_name(enum proc_state state) {
    static const char *const names[] = {
        [PROC_NEW] = "new",         [PROC_READY] = "ready",   [PROC_RUNNING] = "running",
        [PROC_BLOCKED] = "blocked", [PROC_ZOMBIE] = "zombie",
    };
    return names[state];
}
