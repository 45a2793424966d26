/* Different here: no struct rusage on the kernel's stack. The caller's is cleared first, then the two times are put
 * into it. They are computed from microseconds, without kernel/sched/clock.h. */
#include "kernel/syscall/getrusage.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/time.h"
#include "kernel/lib/divide.h"
#include "kernel/mm/user_copy.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"
#include <stdbool.h>
#include <stddef.h>

#define MICROSECONDS 1000000u

static struct timeval time_of(uint32_t ticks) {
    uint32_t rest, microseconds;
    uint64_t all = divide_u64((uint64_t)ticks * MICROSECONDS, tick_hz(), &rest);
    uint64_t seconds = divide_u64(all, MICROSECONDS, &microseconds);
    return (struct timeval){(int32_t)seconds, (int32_t)microseconds};
}

static int put_time(user_pointer usage, uint32_t offset, uint32_t ticks) {
    struct timeval time = time_of(ticks);
    return copy_to_user(current->space, user_pointer_add(usage, offset), &time, sizeof time);
}

int32_t sys_getrusage(const struct trapframe *frame) {
    static const struct rusage nothing;
    user_pointer usage = {frame->ecx};
    bool is_mine = frame->ebx == RUSAGE_SELF || frame->ebx == RUSAGE_THREAD;
    bool is_known = is_mine || (int32_t)frame->ebx == RUSAGE_CHILDREN;
    int error = is_known ? copy_to_user(current->space, usage, &nothing, sizeof nothing) : -EINVAL;
    if (error == 0) {
        error = put_time(usage, offsetof(struct rusage, ru_utime),
                         is_mine ? current->user_ticks : current->children_user_ticks);
    }
    if (error == 0) {
        error = put_time(usage, offsetof(struct rusage, ru_stime),
                         is_mine ? current->kernel_ticks : current->children_kernel_ticks);
    }
    return error;
}
