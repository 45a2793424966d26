#include "kernel/syscall/getrusage.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/time.h"
#include "kernel/mm/user_copy.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/sched.h"

/* A tick may come between the two looks: then it is charged to the kernel, for that is where we are. */
static int take_ticks(int32_t whose, uint32_t *user_ticks, uint32_t *kernel_ticks) {
    switch (whose) {
    case RUSAGE_SELF:
    case RUSAGE_THREAD:
        *user_ticks = current->user_ticks;
        *kernel_ticks = current->kernel_ticks;
        return 0;
    case RUSAGE_CHILDREN:
        *user_ticks = current->children_user_ticks;
        *kernel_ticks = current->children_kernel_ticks;
        return 0;
    default:
        return -EINVAL;
    }
}

int32_t sys_getrusage(const struct trapframe *frame) {
    uint32_t user_ticks, kernel_ticks;
    int error = take_ticks((int32_t)frame->ebx, &user_ticks, &kernel_ticks);
    if (error != 0) {
        return error;
    }
    /* What is not named is 0, not what our stack held before: no program shall see that. */
    struct rusage usage = {.ru_utime = ticks_to_timeval(user_ticks), .ru_stime = ticks_to_timeval(kernel_ticks)};
    return copy_to_user(current->space, user_pointer_at(frame->ecx), &usage, sizeof usage);
}
