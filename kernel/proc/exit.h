/* exit(2), and what remains of a process until its parent has looked. */
#pragma once
#include <stdint.h>

/* Ends the current process, which is not init, with wait4's status word: frees all it has but the PCB and the kernel
 * stack, gives its children to init, and becomes a zombie until its parent has waited for it. Called by process_end.
 * Context: process context, interrupts on or off; does not return. */
__attribute__((noreturn)) void process_exit(int status);
