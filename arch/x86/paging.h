/* Page tables: the bits of an entry, and the kernel's own part of every address space. Intel SDM volume 3, chapter 4
 * (32-bit paging). What to map for a process is decided in kernel/mm/address_space.c. */
#pragma once
#include "arch/x86/cpu.h"
#include "arch/x86/layout.h"
#include <stdbool.h>
#include <stdint.h>

typedef uint32_t page_entry; /* of a page table, or of a page directory: the same bits */

#define PAGE_PRESENT 0x001u
#define PAGE_WRITABLE 0x002u
#define PAGE_USER 0x004u
#define PAGE_LARGE 0x080u  /* directory entry: a 4 MB page */
#define PAGE_GLOBAL 0x100u /* survives a load of cr3 */
#define PAGE_FRAME_MASK 0xfffff000u

#define PAGE_TABLE_ENTRIES 1024u
#define KERNEL_DIRECTORY_INDEX (KERNEL_BASE / LARGE_PAGE_BYTES)

static inline uint32_t page_directory_index(uint32_t address) {
    return address / LARGE_PAGE_BYTES;
}

static inline uint32_t page_table_index(uint32_t address) {
    return address / PAGE_BYTES % PAGE_TABLE_ENTRIES;
}

/* The table behind a present directory entry, or the memory behind a page entry, through the direct map. */
static inline void *page_entry_target(page_entry entry) {
    return physical_to_virtual(entry & PAGE_FRAME_MASK);
}

/* The kernel's own directory, which dying processes run on. (Idle stays in the one that is loaded.) Never freed. */
extern page_entry boot_page_directory[PAGE_TABLE_ENTRIES];

/* Replaces the mapping of the first instructions by the final one: kernel text read-only, `memory_bytes` of RAM mapped,
 * nothing below KERNEL_BASE. Context: boot, before the frame allocator. */
void paging_init(uint32_t memory_bytes);

/* Gives the 4 MB of the kernel-stack area at `address` their page table, zeroed. When all have theirs no kernel
 * directory entry changes any more, so address spaces copy them once. Context: boot. */
void paging_set_stack_table(uint32_t address, physical_address table);

/* Maps or unmaps one page of the kernel-stack area. Context: any. */
void paging_map_stack_page(uint32_t address, physical_address frame);
physical_address paging_unmap_stack_page(uint32_t address);

/* The page directory that is current, so that loading it again can be saved: that would cost all cached translations.
 */
extern physical_address paging_loaded;

/* Makes a page directory current, unless it is already. Context: any but an interrupt handler. */
static inline void paging_load(physical_address directory) {
    if (paging_loaded != directory) {
        paging_loaded = directory;
        cr3_write(directory);
    }
}

/* Is there memory at this address of the kernel's part? For those who look at what may be damaged. Context: any. */
bool paging_is_mapped(uint32_t address);

/* Forgets the cached translation of one page. Context: any. */
void paging_forget_page(uint32_t address);

/* Forgets cached translations of user pages after entries have changed. Context: any. */
void paging_flush(void);
