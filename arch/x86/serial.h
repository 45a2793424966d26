/* COM1, a 16550A UART: the console's line to the host. National Semiconductor PC16550D data sheet. */
#pragma once
#include "arch/x86/trapframe.h"
#include <stdbool.h>
#include <stdint.h>

/* Sets 115,200 baud, 8 bits, FIFO on; output works from here on, by polling. Context: boot, before anything prints. */
void serial_init(void);

/* From here on input arrives through receive(c), room in the output buffer is announced through drained(), and a BREAK
 * (the line held low, Ctrl-A b in QEMU) through received_break(), all from the interrupt handler. Context: boot, after
 * pic_init. */
void serial_start_interrupts(void (*receive)(char c), void (*drained)(void), void (*received_break)(void));

/* Puts a character into the output buffer, from which the transmitter-empty interrupt sends. False if it is full.
 * Context: any. */
bool serial_try_put(char c);

/* The same, but sends by polling until there is room: never fails, may take long. For the kernel's own messages.
 * Context: any. */
void serial_put(char c);

/* Sends all that is buffered, by polling. Before a power-off or after a panic. Context: any. */
void serial_flush(void);

/* The handler of IRQ_SERIAL. */
void serial_interrupt(struct trapframe *frame);
