/* Hardware interrupts: one handler a line. */
#pragma once
#include "arch/x86/trapframe.h"
#include <stdint.h>

/* Handlers run with interrupts off. They count, buffer, wake and, at a key, stop or mark processes or print. None of
 * them allocates memory, touches a user's, blocks or switches. */
typedef void (*irq_handler)(struct trapframe *frame);

/* Installs the handler and lets the line through. Context: boot. */
void irq_register(uint8_t irq, irq_handler handler);

/* Serves the interrupt that brought this frame, and ends it at the controller. Context: trap.c. */
void irq_dispatch(struct trapframe *frame);

/* Interrupts that nobody had raised or nobody handles. */
uint32_t irq_spurious_count(void);
