/* The first stack frame of a process that has never run, made to look as if it had been switched away from just before
 * it returned to user mode.
 *
 *   kernel_stack_top -> +----------------------+
 *                       | struct trapframe     |  the user registers that trap_return will load
 *                       +----------------------+
 *                       | trap_first_return    |  where context_switch's ret goes
 *                       | ebp = 0              |  a backtrace ends here
 *                       | ebx, esi, edi = 0    |
 *      returned esp  -> +----------------------+
 */
#include "arch/x86/context_switch.h"

struct switch_frame {
    uint32_t edi, esi, ebx, ebp; /* in the order in which context_switch pops them */
    void (*return_address)(void);
};

extern void trap_first_return(void); /* trap_entry.asm */

uint32_t first_frame(uint32_t kernel_stack_top, const struct trapframe *user) {
    struct trapframe *frame = trapframe_at_stack_top(kernel_stack_top);
    *frame = *user;

    struct switch_frame *switch_frame = (struct switch_frame *)frame - 1;
    *switch_frame = (struct switch_frame){.return_address = trap_first_return};
    return (uint32_t)switch_frame;
}
