#include "kernel/trap/irq.h"
#include "arch/x86/pic.h"
#include "kernel/sched/sched.h"
#include <stddef.h>

static irq_handler handlers[IRQ_COUNT];
static uint32_t spurious_count;

void irq_register(uint8_t irq, irq_handler handler) {
    handlers[irq] = handler;
    pic_unmask(irq);
}

void irq_dispatch(struct trapframe *frame) {
    uint8_t irq = (uint8_t)(frame->vector - IRQ_VECTOR_BASE);
    if (irq >= IRQ_COUNT || pic_is_spurious(irq)) {
        spurious_count++;
        return;
    }
    in_interrupt = true;
    if (handlers[irq]) {
        handlers[irq](frame);
    } else {
        spurious_count++;
    }
    in_interrupt = false;
    pic_end_of_interrupt(irq); /* before anybody can switch away from here */
}

uint32_t irq_spurious_count(void) {
    return spurious_count;
}
