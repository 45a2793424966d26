/* The heap: small objects of the kernel's own (PCBs, regions, open files). Frames serve everything larger.
 * Context: process context or boot, never an interrupt handler. Never sleeps. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define HEAP_OBJECT_BYTES_MAX 2016

/* A zeroed object of at least `bytes` (1 to HEAP_OBJECT_BYTES_MAX), aligned to 16, or NULL if memory is full. O(1). */
void *heap_allocate(size_t bytes);

/* Gives an object back; NULL is allowed. A page whose last object goes is given back to the frame allocator. O(1). */
void heap_free(void *object);

/* Bytes in use, by size class. For tests and audits. Context: any. */
uint32_t heap_bytes_used(void);
