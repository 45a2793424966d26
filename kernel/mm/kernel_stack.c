/* The area is divided into slots of three pages: the guard, then two pages of stack. */
#include "kernel/mm/kernel_stack.h"
#include "arch/x86/paging.h"
#include "kernel/lib/panic.h"
#include "kernel/mm/frames.h"
#include <stddef.h>

#define SLOT_BYTES (PAGE_BYTES + KERNEL_STACK_BYTES)
#define SLOTS ((0u - KERNEL_STACKS_START) / SLOT_BYTES) /* the area ends where the address space does */

static uint16_t free_slots[SLOTS]; /* a stack of slots that were given back */
static uint32_t free_slot_count;
static uint32_t fresh_slot; /* from here on none has ever been used */

const char *kernel_stack_init(void) {
    for (uint32_t area = KERNEL_STACKS_START; area != 0; area += LARGE_PAGE_BYTES) { /* up to the end of the 4 GB */
        physical_address table = frame_allocate_zeroed();
        if (table == 0) {
            return "too little memory for the page tables of kernel stacks";
        }
        paging_set_stack_table(area, table);
    }
    return NULL;
}

static uint32_t slot_start(uint32_t slot) {
    return KERNEL_STACKS_START + slot * SLOT_BYTES;
}

uint32_t kernel_stack_allocate(void) {
    if (free_slot_count == 0 && fresh_slot == SLOTS) {
        return 0;
    }
    physical_address low = frame_allocate();
    physical_address high = low != 0 ? frame_allocate() : 0;
    if (high == 0) {
        if (low != 0) {
            frame_release(low);
        }
        return 0;
    }
    uint32_t slot = free_slot_count > 0 ? free_slots[--free_slot_count] : fresh_slot++;
    uint32_t stack = slot_start(slot) + PAGE_BYTES;
    paging_map_stack_page(stack, low);
    paging_map_stack_page(stack + PAGE_BYTES, high);
    return stack + KERNEL_STACK_BYTES;
}

void kernel_stack_free(uint32_t top) {
    uint32_t slot = (top - SLOT_BYTES - KERNEL_STACKS_START) / SLOT_BYTES;
    assert(top == slot_start(slot) + SLOT_BYTES);
    frame_release(paging_unmap_stack_page(top - PAGE_BYTES));
    frame_release(paging_unmap_stack_page(top - 2 * PAGE_BYTES));
    free_slots[free_slot_count++] = (uint16_t)slot;
}

bool kernel_stack_is_guard(uint32_t address) {
    return address >= KERNEL_STACKS_START && (address - KERNEL_STACKS_START) % SLOT_BYTES < PAGE_BYTES;
}
