/* Processor time used, as in times(2): in ticks of 1/CLOCK_TICKS_PER_SECOND seconds, whatever the timer's rate. */
#pragma once

#include <sys/types.h>

#include "kernel/abi/time.h"

/* Returns the ticks since some moment in the past. */
clock_t times(struct tms *buffer);
