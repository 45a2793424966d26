/* CPU exceptions. */
#pragma once
#include "arch/x86/trapframe.h"

/* Serves a page fault if it can be served; otherwise a user program's mistake marks the program with the signal that
 * Linux gives it, after one line that says what happened, and a kernel mistake panics. `address` is cr2.
 * Context: trap.c, interrupts as they were where it happened. */
void fault_handle(struct trapframe *frame, uint32_t address);

/* Prepares the double-fault task. Context: boot. */
void fault_init(void);
