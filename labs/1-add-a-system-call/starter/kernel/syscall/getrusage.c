/* getrusage: the function at the end of a system call's path. The contract is kernel/syscall/getrusage.h. All else of
 * the path is there: the number, the line in the table, the C function for programs. */
#include "kernel/syscall/getrusage.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/time.h"
#include "kernel/lib/not_written.h"
#include "kernel/mm/user_copy.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/sched.h"

/* Step 1. Whose time is asked for? Refuse what is neither of the two.
 * Step 2. The caller's times, from its PCB: which fields are they, and in which unit? kernel/sched/clock.h helps.
 * Step 3. Fill a struct rusage, all of it, and copy it to the caller. The address is only a number: what if nothing of
 *         the caller's is there?
 * Step 4. The same for the children. */
int32_t sys_getrusage(const struct trapframe *frame) {
    (void)frame;
    not_written();
}
