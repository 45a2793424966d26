/* The time of day, as in gettimeofday(2). */
#pragma once

#include "kernel/abi/time.h"

int gettimeofday(struct timeval *now, struct timezone *zone);
