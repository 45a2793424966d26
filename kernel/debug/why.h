/* Why a process is not running, in one sentence: for /proc/why, and for reports of hangs. What it says of the past
 * (since when, why it left the CPU, who passed P last) is told only while the trace is not off. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "5 is READY for 3 ticks: 4 runs, 6 is ahead; 5 left the CPU when its slice ended". Returns the length.
 * Context: any, interrupts off. */
int why(char *text, size_t size, int32_t pid);

/* Processes that wait for one another in a circle of P: "4 waits in P(fork 2), which 5 passed last; 5 waits in ...".
 * False if there are none. Context: any, interrupts off. */
bool why_deadlock(char *text, size_t size);
