/* Names for kernel code addresses, from a table that the build makes out of the kernel itself. Context: any. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Is there code of the kernel? */
bool symbol_is_code(uint32_t address);

/* The function that the address lies in, or "?". */
const char *symbol_name(uint32_t address);

/* How far into that function. */
uint32_t symbol_offset(uint32_t address);
