/* fork. The contract is kernel/proc/fork.h. The steps go through the three files of this lab, because a process that is
 * born has to die and be buried before the shell is of use: after each step the kernel comes a little further. */
#include "kernel/proc/fork.h"
#include "arch/x86/context_switch.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/io/file.h"
#include "kernel/lib/not_written.h"
#include "kernel/proc/process.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/family.h"

/* Step 1. A PCB for the child (kernel/proc/process.h), with all that fork.h says it has in common with its parent,
 * which is `current`: memory (kernel/mm/address_space.h), open files (kernel/io/file.h), family (kernel/sync/family.h),
 * name. Then its registers: the parent's trap frame, with one register changed; first_frame makes of them the kernel
 * stack that the first switch to the child goes to. At last, and in this order, it gets its parent and becomes ready:
 * what would happen if it ran before it was complete?
 *
 * What if memory is full in the middle? Nothing may have changed then, and nothing be lost.
 *
 * You are there when the boot stops at process_wait rather than here. */
int32_t process_fork(void) {
    not_written();
}
