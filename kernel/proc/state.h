/* The one place where a process's state changes, and where that is recorded in the trace. */
#pragma once
#include "kernel/debug/trace.h"
#include "kernel/lib/panic.h"
#include "kernel/proc/pcb.h"

/* For each state a bit mask of those that may follow: the arrows of the diagram in pcb.h. */
extern const uint8_t process_next_states[];

/* Writes the STATE record, and into the PCB what `why` wants to know. Called by process_change_state. */
void process_trace_state(struct pcb *process, enum proc_state state, enum trace_reason reason, int32_t waker,
                         uint32_t object);

/* Changes the state; panics if the diagram has no such arrow. The caller moves the process between queues in the same
 * breath. `waker` is the pid of who woke it, `object` what it blocks on (a semaphore's id), else 0.
 * Context: interrupts off. */
static inline void process_change_state(struct pcb *process, enum proc_state state, enum trace_reason reason,
                                        int32_t waker, uint32_t object) {
    assert(process_next_states[process->state] & 1u << state);
    if (trace_mode != TRACE_OFF) {
        process_trace_state(process, state, reason, waker, object);
    }
    process->state = state;
}

static inline void process_set_state(struct pcb *process, enum proc_state state, enum trace_reason reason) {
    process_change_state(process, state, reason, 0, 0);
}

/* "ready", "blocked", ... Context: any. */
const char *process_state_name(enum proc_state state);
