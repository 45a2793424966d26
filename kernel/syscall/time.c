/* Robin's clocks all count timer ticks: 1/hz of a second is the finest that they tell. */
#include "kernel/abi/time.h"
#include "kernel/abi/errno.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/sleep_queue.h"
#include "kernel/sched/tick.h"
#include "kernel/syscall/dispatch.h"

/* nanosleep(2). The tick that has begun does not count, so one more than the ticks that the time rounds up to: never
 * early. Without handlers nothing interrupts a sleep and lets the program go on, so nothing is ever left over. */
int32_t sys_nanosleep(const struct trapframe *frame) {
    struct timespec wanted;
    int error = copy_from_user(current->space, &wanted, user_argument(frame->ebx), sizeof wanted);
    if (error != 0) {
        return error;
    }
    if (wanted.tv_sec < 0 || wanted.tv_nsec < 0 || wanted.tv_nsec >= NANOSECONDS_PER_SECOND) {
        return -EINVAL;
    }
    uint64_t ticks = timespec_to_ticks(wanted);
    return ticks == 0 ? 0 : sleep_queue_wait_until(ticks_now() + ticks + 1);
}

int32_t sys_times(const struct trapframe *frame) {
    struct tms times = {
        .tms_utime = (int32_t)ticks_to_clock_ticks(current->user_ticks),
        .tms_stime = (int32_t)ticks_to_clock_ticks(current->kernel_ticks),
        .tms_cutime = (int32_t)ticks_to_clock_ticks(current->children_user_ticks),
        .tms_cstime = (int32_t)ticks_to_clock_ticks(current->children_kernel_ticks),
    };
    user_pointer to = user_argument(frame->ebx);
    int error = to.address != 0 ? copy_to_user(current->space, to, &times, sizeof times) : 0;
    return error != 0 ? error : (int32_t)(ticks_to_clock_ticks(ticks_now()) & INT32_MAX);
}

/* Wraps in 2038, as Linux's time of 32 bits does. */
static int32_t since_1970(int32_t seconds_since_boot) {
    return (int32_t)((uint32_t)seconds_since_boot + (uint32_t)clock_start());
}

int32_t sys_clock_gettime(const struct trapframe *frame) {
    struct timespec now = ticks_to_timespec(ticks_now());
    switch (frame->ebx) {
    case CLOCK_REALTIME:
        now.tv_sec = since_1970(now.tv_sec);
        break;
    case CLOCK_MONOTONIC:
        break;
    default:
        return -EINVAL;
    }
    return copy_to_user(current->space, user_argument(frame->ecx), &now, sizeof now);
}

int32_t sys_gettimeofday(const struct trapframe *frame) {
    user_pointer to = user_argument(frame->ebx), zone_to = user_argument(frame->ecx);
    struct timeval now = ticks_to_timeval(ticks_now());
    now.tv_sec = since_1970(now.tv_sec);
    int error = to.address != 0 ? copy_to_user(current->space, to, &now, sizeof now) : 0;
    if (error == 0 && zone_to.address != 0) {
        struct timezone universal = {0, 0};
        error = copy_to_user(current->space, zone_to, &universal, sizeof universal);
    }
    return error;
}
