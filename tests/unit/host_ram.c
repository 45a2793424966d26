/* The RAM that tests/unit/host/arch/x86/layout.h maps. */
#include "arch/x86/layout.h"

__attribute__((aligned(4096))) uint8_t host_ram[HOST_RAM_BYTES];
