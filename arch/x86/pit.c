#include "arch/x86/pit.h"
#include "arch/x86/cpu.h"

#define INPUT_HZ 1193182
#define COUNTER_0 0x40
#define CONTROL 0x43
#define COUNTER_0_BOTH_BYTES_SQUARE_WAVE 0x36 /* mode 3: the rising edge interrupts */

void pit_init(uint32_t hz) {
    uint32_t divisor = (INPUT_HZ + hz / 2) / hz;
    port_out8(CONTROL, COUNTER_0_BOTH_BYTES_SQUARE_WAVE);
    port_out8(COUNTER_0, divisor & 0xff);
    port_out8(COUNTER_0, divisor >> 8);
}
