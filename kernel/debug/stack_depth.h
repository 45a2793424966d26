/* How deep each process's kernel stack gets: with boot word stackcheck=1 a line says it when the process ends. */
#pragma once

/* Fills the stack of a process that is about to run for the first time, and measures that of one that has ended.
 * Context: interrupts off, in schedule(), after the next process has been chosen. */
void stack_depth_check(void);
