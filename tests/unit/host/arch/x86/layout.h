/* The kernel's layout for unit tests: its direct map leads into host_ram, so a physical address beyond is caught. */
#pragma once
#define physical_to_virtual kernel_physical_to_virtual
#define virtual_to_physical kernel_virtual_to_physical
#include_next "arch/x86/layout.h"
#undef physical_to_virtual
#undef virtual_to_physical

#define HOST_RAM_BYTES 0x800000

extern uint8_t host_ram[HOST_RAM_BYTES]; /* host_ram.c */

static inline void *physical_to_virtual(physical_address address) {
    return &host_ram[address];
}

static inline physical_address virtual_to_physical(const void *address) {
    return (physical_address)((const uint8_t *)address - host_ram);
}
