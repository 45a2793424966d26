/* Giving the processor away. */
#pragma once

/* Goes to the tail of the ready queue. Returns 0. */
int sched_yield(void);
