#include "arch/x86/pic.h"
#include "arch/x86/cpu.h"

#define FIRST_COMMAND 0x20
#define FIRST_DATA 0x21
#define SECOND_COMMAND 0xa0
#define SECOND_DATA 0xa1

/* Initialization command words 1 to 4 and operation command words, as the data sheet names them. */
#define ICW1_INIT_WITH_ICW4 0x11
#define ICW3_FIRST_HAS_SECOND_ON_2 0x04
#define ICW3_SECOND_IS_2 0x02
#define ICW4_8086 0x01
#define OCW2_END_OF_INTERRUPT 0x20
#define OCW3_READ_IN_SERVICE 0x0b

#define CASCADE_LINE 2

void pic_init(void) {
    port_out8(FIRST_COMMAND, ICW1_INIT_WITH_ICW4);
    port_out8(SECOND_COMMAND, ICW1_INIT_WITH_ICW4);
    port_out8(FIRST_DATA, IRQ_VECTOR_BASE);
    port_out8(SECOND_DATA, IRQ_VECTOR_BASE + 8);
    port_out8(FIRST_DATA, ICW3_FIRST_HAS_SECOND_ON_2);
    port_out8(SECOND_DATA, ICW3_SECOND_IS_2);
    port_out8(FIRST_DATA, ICW4_8086);
    port_out8(SECOND_DATA, ICW4_8086);
    port_out8(FIRST_DATA, 0xff ^ 1 << CASCADE_LINE);
    port_out8(SECOND_DATA, 0xff);
}

void pic_unmask(uint8_t irq) {
    uint16_t port = irq < 8 ? FIRST_DATA : SECOND_DATA;
    port_out8(port, port_in8(port) & ~(1 << (irq & 7)));
}

bool pic_is_spurious(uint8_t irq) {
    if (irq != 7 && irq != 15) {
        return false;
    }
    uint16_t port = irq == 7 ? FIRST_COMMAND : SECOND_COMMAND;
    port_out8(port, OCW3_READ_IN_SERVICE);
    if (port_in8(port) & 0x80) {
        return false;
    }
    if (irq == 15) {
        port_out8(FIRST_COMMAND, OCW2_END_OF_INTERRUPT); /* the first controller did raise its cascade line */
    }
    return true;
}

void pic_end_of_interrupt(uint8_t irq) {
    if (irq >= 8) {
        port_out8(SECOND_COMMAND, OCW2_END_OF_INTERRUPT);
    }
    port_out8(FIRST_COMMAND, OCW2_END_OF_INTERRUPT);
}
