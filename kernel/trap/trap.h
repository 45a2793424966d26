/* Where every entry into the kernel is sorted, and where every way out to user mode passes. */
#pragma once
#include "arch/x86/trapframe.h"

/* Called by trap_entry.asm. Context: interrupts off. */
void trap(struct trapframe *frame);

/* The tail: the only place but blocking where a process loses the CPU, and the only one where it dies of a signal that
 * somebody sent. Returns when the current process may go to user mode. Called by trap(), and by trap_entry.asm for a
 * process that has never run. Context: interrupts off, on the way to user mode. */
void trap_tail(void);
