/* getrusage: the function at the end of a system call's path. The contract is kernel/syscall/getrusage.h. All around it
 * is there: a number (kernel/abi/syscall.h), a row in the table that leads from the number to this function
 * (kernel/syscall/dispatch.c), a C function for programs (user/lib/system_calls.c), and programs that call it (`usage`,
 * `time`). Step 1 is to follow the path before you write: labs/1-add-a-system-call/README.md. */
#include "kernel/syscall/getrusage.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/time.h"
#include "kernel/lib/not_written.h"
#include "kernel/mm/user_copy.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/syscall/dispatch.h"

/* Step 2. Whose time is asked for? The arguments of the call are in registers: the first in frame->ebx. What if it is
 * none of the three?
 *
 * Step 3. The caller's own time. The ticks that current has used are in its PCB (kernel/proc/pcb.h); a function of
 * kernel/sched/clock.h makes a struct timeval of ticks. What else is in a struct rusage (kernel/abi/time.h), and what
 * will the program see there? It goes to the program as the neighbours' structures do (kernel/syscall/time.c).
 *
 * Step 4. frame->ecx is a number that may be anything: kernel/mm/user_copy.h has the only way through it, and says what
 * it returns.
 *
 * Step 5. RUSAGE_CHILDREN. Whose times are added up where, and by whom? See kernel/proc/wait.h and the PCB. */
int32_t sys_getrusage(const struct trapframe *frame) {
    (void)frame;
    not_written();
}
