/* getrusage(2): how much processor time has been used. The contract is `man 2 getrusage` and user/lib/sys/resource.h.
 *
 * All around it is there: a number (kernel/abi/syscall.h), a row in the table that leads from the number to this
 * function (kernel/syscall/dispatch.c), a C function for programs (user/lib/system_calls.c), and a program that calls
 * it (`time`, user/programs/time.c). Follow the path before you write: labs/1-add-a-system-call/README.md.
 *
 * Step 1. RUSAGE_SELF: the ticks that current has used are in its PCB (kernel/proc/pcb.h); a struct timeval is made of
 * ticks by a function of kernel/sched/clock.h. What else is in a struct rusage (kernel/abi/time.h), and what will the
 * program see there? The arguments of the call are in registers: the first in frame->ebx, the second in frame->ecx.
 *
 * Step 2. The second argument is a pointer, and from a program: it may be anything. kernel/mm/user_copy.h has the only
 * way through it, kernel/syscall/dispatch.h makes a user_pointer of the register.
 *
 * Step 3. RUSAGE_CHILDREN: those that current has waited for. RUSAGE_THREAD: a process has one thread. For anything
 * else, -EINVAL. What does Linux say when both arguments are wrong? Try it there.
 *
 * Step 4. Write a test: a program that runs on Robin and on Linux, and finds the same on both. */
#include "kernel/abi/errno.h"
#include "kernel/abi/time.h"
#include "kernel/lib/not_written.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/syscall/dispatch.h"

int32_t sys_getrusage(const struct trapframe *frame) {
    (void)frame;
    not_written();
}
