#include "kernel/debug/backtrace.h"
#include "kernel/debug/symbols.h"
#include "kernel/lib/printk.h"
#include "kernel/sched/sched.h"

#define BACKTRACE_DEPTH 16

/* Is the address inside the current kernel stack, or the boot stack? A damaged frame pointer must not fault again. */
static bool is_on_stack(uint32_t address) {
    extern char kernel_start[], kernel_end[];
    bool is_current =
        address >= current->kernel_stack_top - KERNEL_STACK_BYTES && address < current->kernel_stack_top - 8;
    bool is_boot = address >= (uint32_t)kernel_start && address < (uint32_t)kernel_end - 8;
    return address % 4 == 0 && (is_current || is_boot);
}

void backtrace_print(uint32_t ebp) {
    if (is_on_stack(ebp)) {
        printk("called by:\n");
    }
    for (int depth = 0; depth < BACKTRACE_DEPTH && is_on_stack(ebp); depth++) {
        const uint32_t *frame = (const uint32_t *)ebp; /* [0] the caller's ebp, [1] the return address */
        uint32_t call = frame[1] - 1; /* within the call: behind one that never returns another function may begin */
        printk("  %08x %s+%u\n", frame[1], symbol_name(call), symbol_offset(call) + 1);
        ebp = frame[0];
    }
}
