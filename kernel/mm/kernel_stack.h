/* Kernel stacks: 8 KB each, with an unmapped guard page below, so that an overflow faults instead of destroying a
 * neighbour. Context: process context or boot. Never sleeps. */
#pragma once
#include "arch/x86/layout.h"
#include <stdbool.h>
#include <stdint.h>

/* Makes the page tables of the area. Returns NULL, or one line that says why not. Context: boot. */
const char *kernel_stack_init(void);

/* A mapped stack: returns its top (the address just above it), or 0 if memory or the area is full. O(1). */
uint32_t kernel_stack_allocate(void);

/* Gives back the stack that ends at `top`; it must not be in use. O(1). */
void kernel_stack_free(uint32_t top);

/* Is this address in a guard page, that is, did somebody's stack overflow? Context: any. */
bool kernel_stack_is_guard(uint32_t address);
