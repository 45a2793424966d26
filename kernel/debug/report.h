/* What the kernel says of itself when it panics, and when somebody asks because it seems to hang. */
#pragma once
#include "arch/x86/trapframe.h"

/* Makes panics say: the likely cause, the current process, registers, the way that led there, the last events.
 * Context: boot. */
void report_init(void);

/* What the next panic is about: the CPU's registers at the fault, and cr2. Context: interrupts off. */
void report_fault(const struct trapframe *frame, uint32_t address);

/* Every process, why it does not run, and who waits for whom in a circle. Context: any, interrupts off. */
void report_processes(void);
