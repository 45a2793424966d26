/* Clocks and sleeping, as in clock_gettime(2) and nanosleep(2). */
#pragma once

#include <sys/types.h>

#include "kernel/abi/time.h"

int nanosleep(const struct timespec *duration, struct timespec *remaining);
int clock_gettime(clockid_t clock, struct timespec *now);
