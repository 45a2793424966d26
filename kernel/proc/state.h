/* The one place where a process's state changes, and where that is recorded in the trace. */
#pragma once
#include "kernel/proc/pcb.h"

/* Changes the state; panics if the diagram in pcb.h has no such arrow. The caller moves the process between queues in
 * the same breath. Context: interrupts off. */
void process_set_state(struct pcb *process, enum proc_state state, enum trace_reason reason);

/* The same for what a wait queue does: blocking on `object` (a semaphore's id, else 0), or being woken by `waker`. */
void process_set_state_blocked(struct pcb *process, enum trace_reason reason, uint32_t object);
void process_set_state_woken(struct pcb *process, enum trace_reason reason, int32_t waker);

/* "ready", "blocked", ... Context: any. */
const char *process_state_name(enum proc_state state);
