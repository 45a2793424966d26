/* Output goes through a ring buffer that the transmitter-empty interrupt drains, so that a program that prints does not
 * hold the CPU. Invariant: the transmitter interrupt is enabled exactly while the ring holds something. */
#include "arch/x86/serial.h"
#include "arch/x86/cpu.h"

#define COM1 0x3f8
#define DATA (COM1 + 0)
#define INTERRUPT_ENABLE (COM1 + 1)
#define FIFO_CONTROL (COM1 + 2)             /* when written */
#define INTERRUPT_IDENTIFICATION (COM1 + 2) /* when read */
#define LINE_CONTROL (COM1 + 3)
#define MODEM_CONTROL (COM1 + 4)
#define LINE_STATUS (COM1 + 5)
#define DIVISOR_LOW DATA              /* while LINE_CONTROL has DIVISOR_ACCESS */
#define DIVISOR_HIGH INTERRUPT_ENABLE /* likewise */

#define DIVISOR_ACCESS 0x80
#define EIGHT_BITS 0x03
#define FIFO_ENABLE_AND_CLEAR 0x07
#define MODEM_READY 0x0b /* DTR, RTS, and OUT2, which connects the interrupt line */
#define INTERRUPT_RECEIVE 0x01
#define INTERRUPT_TRANSMIT 0x02
#define NO_INTERRUPT_PENDING 0x01
#define STATUS_RECEIVED 0x01
#define STATUS_BREAK 0x10 /* what was received is no character: the line was held low */
#define STATUS_TRANSMITTER_EMPTY 0x20

#define FIFO_BYTES 16
#define OUTPUT_BYTES 4096 /* a power of two: positions run freely and are taken modulo */

static char output[OUTPUT_BYTES];
static uint32_t output_put, output_sent;
static bool started;
static void (*receive_character)(char c);
static void (*output_drained)(void);
static void (*break_received)(void);

static uint32_t output_length(void) {
    return output_put - output_sent;
}

static void set_interrupts(void) {
    if (started) {
        port_out8(INTERRUPT_ENABLE, INTERRUPT_RECEIVE | (output_length() > 0 ? INTERRUPT_TRANSMIT : 0));
    }
}

void serial_init(void) {
    port_out8(INTERRUPT_ENABLE, 0);
    port_out8(LINE_CONTROL, DIVISOR_ACCESS);
    port_out8(DIVISOR_LOW, 1); /* 115,200 baud */
    port_out8(DIVISOR_HIGH, 0);
    port_out8(LINE_CONTROL, EIGHT_BITS);
    port_out8(FIFO_CONTROL, FIFO_ENABLE_AND_CLEAR);
    port_out8(MODEM_CONTROL, MODEM_READY);
}

void serial_start_interrupts(void (*receive)(char c), void (*drained)(void), void (*received_break)(void)) {
    receive_character = receive;
    output_drained = drained;
    break_received = received_break;
    started = true;
    set_interrupts();
}

/* The transmitter is empty: give it as much as its FIFO takes. */
static void send_some(void) {
    for (int i = 0; i < FIFO_BYTES && output_length() > 0; i++) {
        port_out8(DATA, output[output_sent++ % OUTPUT_BYTES]);
    }
}

/* A machine without a COM1 reads all ones, also "empty", so this ends there too. */
static void send_by_polling(void) {
    while (!(port_in8(LINE_STATUS) & STATUS_TRANSMITTER_EMPTY)) {
    }
    send_some();
}

bool serial_try_put(char c) {
    uint32_t flags = irq_save();
    bool room = output_length() < OUTPUT_BYTES;
    if (room) {
        output[output_put++ % OUTPUT_BYTES] = c;
        if (output_length() == 1) {
            set_interrupts();
        }
    }
    irq_restore(flags);
    return room;
}

void serial_put(char c) {
    uint32_t flags = irq_save();
    while (!serial_try_put(c)) {
        send_by_polling();
    }
    if (!started) {
        send_by_polling();
    }
    irq_restore(flags);
}

void serial_flush(void) {
    uint32_t flags = irq_save();
    while (output_length() > 0) {
        send_by_polling();
    }
    set_interrupts();
    irq_restore(flags);
}

/* Takes what the FIFO holds. */
static void receive_all(void) {
    uint8_t status;
    while ((status = port_in8(LINE_STATUS)) & STATUS_RECEIVED) {
        char c = (char)port_in8(DATA);
        if (status & STATUS_BREAK) {
            break_received();
        } else {
            receive_character(c);
        }
    }
}

/* The interrupt controller sees only the line's rising edge. So the UART must have lowered it when we leave: what comes
 * in while we work would otherwise never be announced. */
void serial_interrupt(struct trapframe *frame) {
    (void)frame;
    do {
        receive_all();
        if (output_length() > 0 && (port_in8(LINE_STATUS) & STATUS_TRANSMITTER_EMPTY)) {
            send_some();
            if (output_length() < OUTPUT_BYTES / 2) {
                output_drained();
            }
            set_interrupts();
        }
    } while (!(port_in8(INTERRUPT_IDENTIFICATION) & NO_INTERRUPT_PENDING));
}
