#include "arch/x86/machine.h"
#include "arch/x86/cpu.h"

#define QEMU_DEBUG_EXIT_PORT 0xf4
#define QEMU_ACPI_CONTROL_PORT 0x604 /* PM1a control of QEMU's PC */
#define ACPI_SLEEP_ENABLE 0x2000

void machine_power_off(uint8_t code) {
    port_out8(QEMU_DEBUG_EXIT_PORT, code);
    port_out16(QEMU_ACPI_CONTROL_PORT, ACPI_SLEEP_ENABLE);
}

void machine_halt(void) {
    for (;;) {
        interrupts_disable();
        __asm__ volatile("hlt");
    }
}
