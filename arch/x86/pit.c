#include "arch/x86/pit.h"
#include "arch/x86/cpu.h"

#define INPUT_HZ 1193182
#define COUNTER_0 0x40
#define CONTROL 0x43
#define COUNTER_0_BOTH_BYTES_RATE_GENERATOR 0x34 /* mode 2 */

void pit_init(uint32_t hz) {
    uint32_t divisor = (INPUT_HZ + hz / 2) / hz;
    port_out8(CONTROL, COUNTER_0_BOTH_BYTES_RATE_GENERATOR);
    port_out8(COUNTER_0, divisor & 0xff);
    port_out8(COUNTER_0, divisor >> 8);
}
