/* CPU exceptions. */
#pragma once
#include "arch/x86/trapframe.h"

/* Serves a page fault if it can be served; otherwise a user program's mistake ends the program with the signal that
 * Linux gives it, after one line that says what happened, and a kernel mistake panics: then it does not return.
 * `address` is cr2. Context: trap.c, interrupts as they were where it happened. */
void fault_handle(struct trapframe *frame, uint32_t address);

/* Where the stack pointer was. A trap in the kernel does not save it: the stack goes on above the frame. Context: any.
 */
uint32_t fault_esp(const struct trapframe *frame);

/* If the kernel jumped to where none of its code is: the return address, if that was a call. Else 0. Context: any. */
uint32_t fault_caller(const struct trapframe *frame);

/* Prepares the double-fault task. Context: boot. */
void fault_init(void);
