/* Linked into the kernel that is graded. The linker leads who names these two here (`wrap` in lab.toml).
 *
 * address_space_destroy: it looks whether an address space is freed while it is the one that is loaded. That goes
 * unnoticed until somebody else gets its frames, so the trace is told, with a mark of process 0.
 *
 * trace_mode: the trace is on, and nobody can turn it off. exit.c changes states, so its object reads trace_mode, and
 * could write it. Here it is a constant among the pages that are read-only; only kernel/debug/trace.c has its own. */
#include "arch/x86/paging.h"
#include "kernel/debug/trace.h"
#include "kernel/sched/sched.h"

void __real_address_space_destroy(struct address_space *space);
void __wrap_address_space_destroy(struct address_space *space);

void __wrap_address_space_destroy(struct address_space *space) {
    if (space && space->directory == paging_loaded) {
        trace_emit_text(TRACE_MARK, PID_IDLE, (uint32_t)current->pid, 0, 0, 0, "still loaded");
    }
    __real_address_space_destroy(space);
}

extern const enum trace_mode __wrap_trace_mode;
const enum trace_mode __wrap_trace_mode = TRACE_ON;
