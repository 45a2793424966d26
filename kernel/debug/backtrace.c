#include "kernel/debug/backtrace.h"
#include "arch/x86/paging.h"
#include "kernel/debug/inspect.h"
#include "kernel/debug/symbols.h"
#include "kernel/lib/color.h"
#include "kernel/lib/printk.h"

#define LINES_MOST 16

/* `behind`: 1 for a return address. The call is before it, and behind a call that never returns another function may
 * begin. */
static void print_place(uint32_t address, uint32_t behind) {
    if (address < KERNEL_BASE) {
        printk("  %08x in user mode\n", address);
        return;
    }
    printk("  %08x %s+%u\n", address, symbol_name(address - behind), symbol_offset(address - behind) + behind);
}

/* A recursion is one line, with the number of its calls. */
static void print_callers(uint32_t ebp) {
    uint32_t lines = 0, repeated = 0, last = 0;
    while (lines < LINES_MOST && inspect_is_memory((const void *)ebp, 2 * sizeof(uint32_t))) {
        const uint32_t *frame = (const uint32_t *)ebp; /* [0] the caller's ebp, [1] the return address */
        if (frame[1] == last) {
            repeated++;
        } else {
            if (repeated > 0) {
                printk("           ... and %u times more\n", repeated);
            }
            print_place(frame[1], 1);
            last = frame[1];
            repeated = 0;
            lines++;
        }
        if (frame[0] <= ebp) { /* callers lie above: it ends here, or is damaged */
            break;
        }
        ebp = frame[0];
    }
    if (repeated > 0) {
        printk("           ... and %u times more\n", repeated);
    }
}

/* Where the process that is in the kernel is in user mode. */
static void print_user_place(void) {
    const struct pcb *process = inspect_current();
    const struct trapframe *frame = process && process->switches > 0 ? process_trapframe(process) : NULL;
    if (inspect_is_memory(frame, sizeof *frame) && trapframe_is_user(frame)) {
        print_place(frame->eip, 0);
    }
}

void backtrace_print(uint32_t eip, uint32_t caller, uint32_t ebp) {
    printk("%sfunctions, the one called last first:%s\n", color(COLOR_CYAN), color(COLOR_NONE));
    if (eip != 0) {
        print_place(eip, 0);
    }
    if (caller != 0) {
        print_place(caller, 1);
    }
    print_callers(ebp);
    if (eip == 0 || eip >= KERNEL_BASE) { /* else that was it */
        print_user_place();
    }
}
