/* Leaving the machine. */
#pragma once
#include <stdint.h>

#define MACHINE_EXIT_PANIC 0x01
#define MACHINE_EXIT_STATUS_BASE 0x10 /* plus init's exit status */
#define MACHINE_EXIT_STATUS_MAX 0x60

/* Writes `code` to QEMU's isa-debug-exit port: QEMU exits with code * 2 + 1. Where there is no such device it tries the
 * ACPI power-off of QEMU's PC. Returns if the machine is still running. Context: any, interrupts off. */
void machine_power_off(uint8_t code);

/* Stops for good. Context: any. */
__attribute__((noreturn)) void machine_halt(void);
