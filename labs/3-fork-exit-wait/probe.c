/* Linked into the kernel that is graded: it looks whether an address space is freed while it is the one that is loaded.
 * That goes unnoticed until somebody else gets its frames, so the trace is told, with a mark of process 0. The linker
 * leads calls of address_space_destroy here (`wrap` in lab.toml). */
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
