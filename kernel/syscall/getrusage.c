/* getrusage(2): the processor time that a process, or its children together, have used. */
#include "kernel/abi/errno.h"
#include "kernel/abi/time.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/syscall/dispatch.h"

int32_t sys_getrusage(const struct trapframe *frame) {
    uint32_t in_user_mode, in_kernel;
    switch ((int32_t)frame->ebx) {
    case RUSAGE_SELF:
    case RUSAGE_THREAD: /* a process has one thread */
        in_user_mode = current->user_ticks;
        in_kernel = current->kernel_ticks;
        break;
    case RUSAGE_CHILDREN: /* those that it has waited for */
        in_user_mode = current->children_user_ticks;
        in_kernel = current->children_kernel_ticks;
        break;
    default:
        return -EINVAL;
    }
    struct rusage answer = {.ru_utime = ticks_to_timeval(in_user_mode), .ru_stime = ticks_to_timeval(in_kernel)};
    return copy_to_user(current->space, user_argument(frame->ecx), &answer, sizeof answer);
}
