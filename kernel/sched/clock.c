#include "kernel/sched/clock.h"
#include "kernel/lib/divide.h"
#include "kernel/sched/tick.h"

static int32_t start_seconds = CLOCK_START_DEFAULT;

uint64_t timespec_to_ticks(struct timespec time) {
    uint32_t rest;
    uint64_t product = (uint64_t)time.tv_nsec * tick_hz() + (NANOSECONDS_PER_SECOND - 1);
    return (uint64_t)time.tv_sec * tick_hz() + divide_u64(product, NANOSECONDS_PER_SECOND, &rest);
}

struct timespec ticks_to_timespec(uint64_t ticks) {
    uint32_t rest, ignored;
    uint64_t seconds = divide_u64(ticks, tick_hz(), &rest);
    uint64_t nanoseconds = divide_u64((uint64_t)rest * NANOSECONDS_PER_SECOND, tick_hz(), &ignored);
    return (struct timespec){.tv_sec = (int32_t)seconds, .tv_nsec = (int32_t)nanoseconds};
}

struct timeval ticks_to_timeval(uint64_t ticks) {
    struct timespec time = ticks_to_timespec(ticks);
    return (struct timeval){.tv_sec = time.tv_sec, .tv_usec = time.tv_nsec / 1000};
}

uint64_t ticks_to_clock_ticks(uint64_t ticks) {
    uint32_t ignored;
    return divide_u64(ticks * CLOCK_TICKS_PER_SECOND, tick_hz(), &ignored);
}

int32_t clock_start(void) {
    return start_seconds;
}

void clock_set_start(int32_t seconds) {
    start_seconds = seconds;
}
