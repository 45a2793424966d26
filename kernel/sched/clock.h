/* Ticks as seconds, and the time of day. */
#pragma once
#include "kernel/abi/time.h"
#include <stdint.h>

#define NANOSECONDS_PER_SECOND 1000000000
#define CLOCK_START_DEFAULT \
    1767225600 /* 2026-01-01 00:00:00 UTC: no host clock is read, so each run is like the last */

/* Ticks that last at least as long as this. */
uint64_t timespec_to_ticks(struct timespec time);

struct timespec ticks_to_timespec(uint64_t ticks);
struct timeval ticks_to_timeval(uint64_t ticks);

/* In units of 1/CLOCK_TICKS_PER_SECOND. */
uint64_t ticks_to_clock_ticks(uint64_t ticks);

/* CLOCK_REALTIME at boot, in seconds since 1970. The setter's context: boot. */
int32_t clock_start(void);
void clock_set_start(int32_t seconds);
