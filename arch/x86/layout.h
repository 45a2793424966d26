/* Where everything lies in memory.
 *
 *   0xFFFFFFFF +---------------------------+
 *              | kernel stacks, each with  |  256 MB, page tables made at boot
 *              | an unmapped guard page    |
 *   0xF0000000 +---------------------------+ KERNEL_STACKS_START
 *              | direct map of RAM         |  768 MB: physical address + KERNEL_BASE
 *              |   the kernel, at 1 MiB    |
 *   0xC0000000 +---------------------------+ KERNEL_BASE = USER_END
 *              | user stack, grows down    |  8 MB at most
 *   0xBF800000 +---------------------------+ USER_STACK_LIMIT
 *              | mmap                      |
 *   0x40000000 +---------------------------+ USER_MMAP_START
 *              | heap (brk), grows up      |
 *              | program, at 0x08048000    |
 *   0x00001000 +---------------------------+ USER_START
 *              | never mapped: null        |
 *   0x00000000 +---------------------------+
 */
#pragma once
#include <stdint.h>

#define PAGE_BYTES 4096u
#define LARGE_PAGE_BYTES 0x400000u /* 4 MB: what one page-directory entry covers */

#define KERNEL_BASE 0xC0000000u
#define DIRECT_MAP_BYTES 0x30000000u
#define KERNEL_STACKS_START (KERNEL_BASE + DIRECT_MAP_BYTES)
#define KERNEL_STACK_BYTES 8192u

#define USER_START PAGE_BYTES
#define USER_END KERNEL_BASE
#define USER_STACK_TOP USER_END
#define USER_STACK_BYTES_MAX 0x800000u
#define USER_STACK_LIMIT (USER_STACK_TOP - USER_STACK_BYTES_MAX)
#define USER_MMAP_START 0x40000000u

/* Segment selectors (gdt.c). The low two bits are the privilege level that asks. */
#define KERNEL_CODE_SELECTOR 0x08
#define KERNEL_DATA_SELECTOR 0x10
#define USER_CODE_SELECTOR 0x1b
#define USER_DATA_SELECTOR 0x23
#define TSS_SELECTOR 0x28
#define DOUBLE_FAULT_TSS_SELECTOR 0x30

typedef uint32_t physical_address;

static inline void *physical_to_virtual(physical_address address) {
    return (void *)(uintptr_t)(address + KERNEL_BASE);
}

static inline physical_address virtual_to_physical(const void *address) {
    return (uint32_t)(uintptr_t)address - KERNEL_BASE;
}

static inline uint32_t page_round_down(uint32_t address) {
    return address & ~(PAGE_BYTES - 1);
}

static inline uint32_t page_round_up(uint32_t address) {
    return (address + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
}
