/* The switch between two kernel stacks, and the first stack of a new process. */
#pragma once
#include "arch/x86/trapframe.h"

/* Saves the caller's place in *save_esp and goes on where load_esp was saved. Returns when somebody switches back.
 * Context: interrupts off. The only caller is switch_to() in sched.c. */
void context_switch(uint32_t *save_esp, uint32_t load_esp);

/* Prepares the kernel stack that ends at `kernel_stack_top` for a process that has never run: its first switch in leads
 * to user mode with the registers of `*user`. Returns the esp to switch to. Context: any. */
uint32_t first_frame(uint32_t kernel_stack_top, const struct trapframe *user);
