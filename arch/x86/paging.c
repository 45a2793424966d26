#include "arch/x86/paging.h"

extern char kernel_start[], kernel_readonly_end[]; /* linker.ld */

physical_address paging_loaded;

static page_entry first_table[PAGE_TABLE_ENTRIES] __attribute__((aligned(PAGE_BYTES))); /* the first 4 MB of RAM */

void paging_init(uint32_t memory_bytes) {
    /* The first 4 MB in small pages, so that kernel text and constants can be read-only. */
    for (uint32_t i = 0; i < PAGE_TABLE_ENTRIES; i++) {
        uint32_t address = KERNEL_BASE + i * PAGE_BYTES;
        bool read_only = address >= (uint32_t)kernel_start && address < (uint32_t)kernel_readonly_end;
        first_table[i] = i * PAGE_BYTES | PAGE_PRESENT | PAGE_GLOBAL | (read_only ? 0 : PAGE_WRITABLE);
    }
    boot_page_directory[KERNEL_DIRECTORY_INDEX] = virtual_to_physical(first_table) | PAGE_PRESENT | PAGE_WRITABLE;

    /* The rest of RAM in large ones. Entry 0, the identity mapping that the boot code needed, goes. */
    for (uint32_t i = 1; i < DIRECT_MAP_BYTES / LARGE_PAGE_BYTES; i++) {
        uint32_t address = i * LARGE_PAGE_BYTES;
        boot_page_directory[KERNEL_DIRECTORY_INDEX + i] =
            address < memory_bytes ? address | PAGE_PRESENT | PAGE_WRITABLE | PAGE_LARGE | PAGE_GLOBAL : 0;
    }
    boot_page_directory[0] = 0;
    paging_load(virtual_to_physical(boot_page_directory));
    cr4_write(cr4_read() | CR4_PAGE_GLOBAL);
}

void paging_set_stack_table(uint32_t address, physical_address table) {
    boot_page_directory[page_directory_index(address)] = table | PAGE_PRESENT | PAGE_WRITABLE;
}

/* In an area that is mapped by small pages. */
static page_entry *small_page_entry(uint32_t address) {
    page_entry *table = page_entry_target(boot_page_directory[page_directory_index(address)]);
    return &table[page_table_index(address)];
}

void paging_map_stack_page(uint32_t address, physical_address frame) {
    *small_page_entry(address) = frame | PAGE_PRESENT | PAGE_WRITABLE | PAGE_GLOBAL;
}

physical_address paging_unmap_stack_page(uint32_t address) {
    physical_address frame = *small_page_entry(address) & PAGE_FRAME_MASK;
    *small_page_entry(address) = 0;
    tlb_forget(address);
    return frame;
}

bool paging_is_mapped(uint32_t address) {
    page_entry directory_entry = boot_page_directory[page_directory_index(address)];
    if (address < KERNEL_BASE || !(directory_entry & PAGE_PRESENT)) {
        return false;
    }
    return (directory_entry & PAGE_LARGE) || (*small_page_entry(address) & PAGE_PRESENT);
}

void paging_forget_page(uint32_t address) {
    tlb_forget(address);
}

void paging_flush(void) {
    cr3_write(cr3_read());
}
