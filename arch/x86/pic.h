/* The two 8259A interrupt controllers, in cascade: 16 lines. Intel 8259A data sheet. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define IRQ_COUNT 16
#define IRQ_VECTOR_BASE 0x20 /* lines 0 to 15 come in at vectors 0x20 to 0x2f */

#define IRQ_TIMER 0
#define IRQ_KEYBOARD 1
#define IRQ_SERIAL 4

/* Moves the lines away from the CPU's exceptions and masks them all. Context: boot. */
void pic_init(void);

/* Lets a line through. Context: any. */
void pic_unmask(uint8_t irq);

/* True if the controller never raised this line: it signals 7 or 15 when a request went away too early. No end of
 * interrupt may be sent for it (the second controller's is sent to the first here). Context: interrupt handler. */
bool pic_is_spurious(uint8_t irq);

/* The line has been served; the controller may raise it again. Context: interrupt handler. */
void pic_end_of_interrupt(uint8_t irq);
