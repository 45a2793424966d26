/* getrusage: the function at the end of a system call's path. The contract is kernel/syscall/getrusage.h. All around it
 * is there: a number (kernel/abi/syscall.h), a row in the table that leads from the number to this function
 * (kernel/syscall/dispatch.c), a C function for programs (user/lib/system_calls.c), and programs that call it (`usage`,
 * `time`). Follow the path before you write: labs/1-add-a-system-call/README.md. */
#include "kernel/syscall/getrusage.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/time.h"
#include "kernel/lib/not_written.h"
#include "kernel/mm/user_copy.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/sched.h"

/* Step 1. Whose time is asked for? The arguments of the call are in registers: the first in frame->ebx. Refuse nobody.
 *
 * Step 2. The caller's own time. The ticks that current has used are in its PCB (kernel/proc/pcb.h); a function of
 * kernel/sched/clock.h makes a struct timeval of ticks. What else is in a struct rusage (kernel/abi/time.h), and what
 * will the program see there?
 *
 * Step 3. The structure goes to the program. frame->ecx is a number that may be anything: kernel/mm/user_copy.h has the
 * only way through it, and says what it returns.
 *
 * Step 4. RUSAGE_CHILDREN. Whose times are added up where, and by whom? See kernel/proc/wait.h and the PCB. */
int32_t sys_getrusage(const struct trapframe *frame) {
    (void)frame;
    not_written();
}
