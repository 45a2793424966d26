/* Processes that sleep until a tick has come: a wait queue in the order of deadlines. */
#pragma once
#include <stdint.h>

/* Context: boot. */
void sleep_queue_init(void);

/* Blocks current until tick `deadline` has begun; returns at once if it has. Those with the same deadline wake in the
 * order in which they went to sleep. 0, or -EINTR if a signal ends the process. Context: may sleep; interrupts on. */
int sleep_queue_wait_until(uint64_t deadline);

/* Wakes everybody whose deadline is `now` or earlier. O(those woken). Context: interrupt handler (tick.c). */
void sleep_queue_wake_due(uint64_t now);
