/* Address spaces.
 *   1. A page is present only inside a region; its bits never allow more than the region's protection.
 *   2. A present page of a private region is writable only while its frame has one user.
 *   3. A page table exists only where a region reaches into its 4 MB, so that freeing needs to look only there. */
#include "kernel/mm/address_space.h"
#include "arch/x86/paging.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mm/frames.h"
#include "kernel/mm/heap.h"
#include "kernel/mm/region.h"
#include <stddef.h>

#define KERNEL_ENTRIES (PAGE_TABLE_ENTRIES - KERNEL_DIRECTORY_INDEX)

static page_entry *directory_of(const struct address_space *space) {
    return physical_to_virtual(space->directory);
}

/* The page table for an address, or NULL. */
static page_entry *table_of(const struct address_space *space, uint32_t address) {
    page_entry entry = directory_of(space)[page_directory_index(address)];
    return entry & PAGE_PRESENT ? page_entry_target(entry) : NULL;
}

/* The same, made if there is none; NULL if memory is full. */
static page_entry *table_make(struct address_space *space, uint32_t address) {
    page_entry *table = table_of(space, address);
    if (!table) {
        physical_address frame = frame_allocate_zeroed();
        if (frame == 0) {
            return NULL;
        }
        /* The page entries decide what is allowed; the directory entry allows everything. */
        directory_of(space)[page_directory_index(address)] = frame | PAGE_PRESENT | PAGE_WRITABLE | PAGE_USER;
        table = physical_to_virtual(frame);
    }
    return table;
}

/* Where the 4 MB of a page table that holds `address` end, or `end`, whichever comes first. */
static uint32_t table_end(uint32_t address, uint32_t end) {
    uint32_t next = (address & ~(LARGE_PAGE_BYTES - 1)) + LARGE_PAGE_BYTES;
    return next < end ? next : end;
}

static struct region *region_find(const struct address_space *space, uint32_t address) {
    list_for_each(link, &space->regions) {
        struct region *region = region_of(link);
        if (address < region->end) {
            if (address >= region->start) {
                return region;
            }
            bool may_grow = region->grows_down && address >= USER_STACK_LIMIT;
            return may_grow ? region : NULL;
        }
    }
    return NULL;
}

static struct region *region_add(struct address_space *space, uint32_t start, uint32_t end, uint8_t protection) {
    struct region *region = heap_allocate(sizeof *region);
    if (!region) {
        return NULL;
    }
    region->start = start;
    region->end = end;
    region->protection = protection;
    struct list *position = &space->regions; /* from the end: fork adds in ascending order */
    while (position->previous != &space->regions && region_of(position->previous)->start > start) {
        position = position->previous;
    }
    list_insert_before(position, &region->link);
    return region;
}

/* Takes away the pages in [start, end). The regions stay. */
static void release_pages(struct address_space *space, uint32_t start, uint32_t end) {
    for (uint32_t next; start < end; start = next) {
        next = table_end(start, end);
        page_entry *table = table_of(space, start);
        if (!table) {
            continue;
        }
        page_entry *entry = &table[page_table_index(start)];
        uint32_t released = 0;
        for (page_entry *last = entry + (next - start) / PAGE_BYTES; entry < last; entry++) {
            if (*entry & PAGE_PRESENT) {
                frame_release(*entry & PAGE_FRAME_MASK);
                *entry = 0;
                released++;
            }
        }
        space->pages -= released;
    }
}

/* Frees the page tables for [start, end) into which no region reaches. */
static void release_tables(struct address_space *space, uint32_t start, uint32_t end) {
    for (uint32_t next; start < end; start = next) {
        next = table_end(start, end);
        uint32_t table_start = start & ~(LARGE_PAGE_BYTES - 1);
        page_entry *entry = &directory_of(space)[page_directory_index(start)];
        if ((*entry & PAGE_PRESENT) && address_space_is_free(space, table_start, table_start + LARGE_PAGE_BYTES)) {
            frame_release_zeroed(*entry & PAGE_FRAME_MASK); /* without a region in reach, it has no entry */
            *entry = 0;
        }
    }
}

static void region_destroy(struct address_space *space, struct region *region) {
    list_remove(&region->link);
    release_pages(space, region->start, region->end);
    release_tables(space, region->start, region->end);
    heap_free(region);
}

struct address_space *address_space_create(void) {
    struct address_space *space = heap_allocate(sizeof *space);
    if (!space) {
        return NULL;
    }
    space->directory = frame_allocate();
    if (space->directory == 0) {
        heap_free(space);
        return NULL;
    }
    page_entry *directory = directory_of(space);
    memset(directory, 0, KERNEL_DIRECTORY_INDEX * sizeof *directory);
    memcpy(directory + KERNEL_DIRECTORY_INDEX, boot_page_directory + KERNEL_DIRECTORY_INDEX,
           KERNEL_ENTRIES * sizeof *directory);
    list_init(&space->regions);
    return space;
}

void address_space_destroy(struct address_space *space) {
    list_for_each_safe(link, following, &space->regions) {
        region_destroy(space, region_of(link));
    }
    assert(space->pages == 0);
    frame_release(space->directory);
    heap_free(space);
}

/* The child gets the region and every page of it. False if memory is full; what was done so far stays consistent. */
static bool fork_region(struct address_space *parent, struct address_space *child, const struct region *region) {
    struct region *copy = region_add(child, region->start, region->end, region->protection);
    if (!copy) {
        return false;
    }
    copy->is_shared = region->is_shared;
    copy->grows_down = region->grows_down;
    /* Private pages become copy-on-write: whoever writes first faults, and gets a copy. */
    page_entry kept = region->is_shared ? ~0u : ~PAGE_WRITABLE;

    for (uint32_t start = region->start, next; start < region->end; start = next) {
        next = table_end(start, region->end);
        page_entry *from = table_of(parent, start);
        if (!from) {
            continue;
        }
        page_entry *to = table_make(child, start);
        if (!to) {
            return false;
        }
        uint32_t first = page_table_index(start), end = first + (next - start) / PAGE_BYTES, shared = 0;
        for (uint32_t i = first; i < end; i++) {
            if (from[i] & PAGE_PRESENT) {
                to[i] = from[i] &= kept;
                frame_share(to[i] & PAGE_FRAME_MASK);
                shared++;
            }
        }
        child->pages += shared;
    }
    return true;
}

struct address_space *address_space_fork(struct address_space *parent) {
    struct address_space *child = address_space_create();
    if (!child) {
        return NULL;
    }
    child->heap_start = parent->heap_start;
    child->heap_end = parent->heap_end;
    bool complete = true;
    list_for_each(link, &parent->regions) {
        complete = complete && fork_region(parent, child, region_of(link));
    }
    paging_flush(); /* the parent's pages have lost their write permission */
    if (!complete) {
        address_space_destroy(child);
        return NULL;
    }
    return child;
}

bool address_space_is_free(struct address_space *space, uint32_t start, uint32_t end) {
    list_for_each(link, &space->regions) {
        if (region_of(link)->end > start) { /* regions are in order, so the first that ends behind `start` decides */
            return region_of(link)->start >= end;
        }
    }
    return true;
}

int address_space_add(struct address_space *space, uint32_t start, uint32_t end, uint8_t protection, bool is_shared) {
    if (start < USER_START || start >= end || end > USER_END || !address_space_is_free(space, start, end)) {
        return -EINVAL;
    }
    struct region *region = region_add(space, start, end, protection);
    if (!region) {
        return -ENOMEM;
    }
    region->is_shared = is_shared;
    for (uint32_t page = start; is_shared && page < end; page += PAGE_BYTES) {
        page_entry *table = table_make(space, page);
        physical_address frame = table ? frame_allocate_zeroed() : 0;
        if (frame == 0) {
            region_destroy(space, region);
            paging_flush();
            return -ENOMEM;
        }
        /* Without any protection the page is kept, for the children's sake, but user mode cannot reach it. */
        table[page_table_index(page)] = frame | PAGE_PRESENT | (protection != PROT_NONE ? PAGE_USER : 0) |
                                        (protection & PROT_WRITE ? PAGE_WRITABLE : 0);
        space->pages++;
    }
    return 0;
}

int address_space_add_stack(struct address_space *space) {
    struct region *region = region_add(space, USER_STACK_TOP - PAGE_BYTES, USER_STACK_TOP, PROT_READ | PROT_WRITE);
    if (!region) {
        return -ENOMEM;
    }
    region->grows_down = true;
    return 0;
}

int address_space_remove(struct address_space *space, uint32_t start, uint32_t end) {
    list_for_each_safe(link, following, &space->regions) {
        struct region *region = region_of(link);
        if (region->start >= end || region->end <= start) {
            continue;
        }
        if (region->start < start && region->end > end) { /* a hole in the middle: the upper part becomes a region */
            struct region *upper = region_add(space, end, region->end, region->protection);
            if (!upper) {
                return -ENOMEM;
            }
            upper->is_shared = region->is_shared;
            upper->grows_down = false;
            region->end = start;
        } else if (region->start < start) {
            region->end = start;
        } else if (region->end > end) {
            region->start = end;
        } else {
            list_remove(&region->link);
            heap_free(region);
        }
    }
    release_pages(space, start, end);
    release_tables(space, start, end);
    paging_flush();
    return 0;
}

uint32_t address_space_find(struct address_space *space, uint32_t bytes) {
    uint32_t start = USER_MMAP_START;
    list_for_each(link, &space->regions) {
        struct region *region = region_of(link);
        if (region->start >= start && region->start - start >= bytes) {
            break;
        }
        if (region->end > start) {
            start = region->end;
        }
    }
    return start < USER_STACK_LIMIT && USER_STACK_LIMIT - start >= bytes ? start : 0;
}

uint32_t address_space_brk(struct address_space *space, uint32_t address) {
    uint32_t old_end = page_round_up(space->heap_end), new_end = page_round_up(address);
    if (address < space->heap_start || address >= USER_STACK_LIMIT) {
        return space->heap_end;
    }
    if (new_end > old_end) {
        if (!address_space_is_free(space, old_end, new_end)) {
            return space->heap_end;
        }
        struct region *heap = region_find(space, old_end - 1);
        bool grows = heap && heap->start >= space->heap_start && !heap->is_shared &&
                     heap->protection == (PROT_READ | PROT_WRITE);
        if (grows) {
            heap->end = new_end;
        } else if (address_space_add(space, old_end, new_end, PROT_READ | PROT_WRITE, false) != 0) {
            return space->heap_end;
        }
    } else if (new_end < old_end && address_space_remove(space, new_end, old_end) != 0) {
        return space->heap_end;
    }
    space->heap_end = address;
    return address;
}

int address_space_resolve(struct address_space *space, uint32_t address, bool write) {
    struct region *region = region_find(space, address);
    if (address >= USER_END || !region || region->protection == PROT_NONE ||
        (write && !(region->protection & PROT_WRITE))) {
        return -EFAULT;
    }
    if (address < region->start) {
        region->start = page_round_down(address); /* the stack grows */
    }
    page_entry *table = table_make(space, address);
    if (!table) {
        return -ENOMEM;
    }
    page_entry *entry = &table[page_table_index(address)];
    physical_address frame = *entry & PAGE_FRAME_MASK;

    if (!(*entry & PAGE_PRESENT)) {
        frame = frame_allocate_zeroed();
        if (frame == 0) {
            return -ENOMEM;
        }
        space->pages++;
        *entry = frame | PAGE_PRESENT | PAGE_USER | (region->protection & PROT_WRITE ? PAGE_WRITABLE : 0);
        return 0;
    }
    if (write && !(*entry & PAGE_WRITABLE)) {
        if (frame_references(frame) > 1) {
            physical_address copy = frame_allocate();
            if (copy == 0) {
                return -ENOMEM;
            }
            memcpy(physical_to_virtual(copy), physical_to_virtual(frame), PAGE_BYTES);
            frame_release(frame);
            frame = copy;
        }
        *entry = frame | PAGE_PRESENT | PAGE_USER | PAGE_WRITABLE;
        paging_forget_page(address);
    }
    return 0;
}

void *address_space_access(struct address_space *space, uint32_t address, bool write, int *error) {
    page_entry needed = PAGE_PRESENT | PAGE_USER | (write ? PAGE_WRITABLE : 0);
    page_entry *table = address < USER_END ? table_of(space, address) : NULL;
    if (!table || (table[page_table_index(address)] & needed) != needed) {
        *error = address_space_resolve(space, address, write);
        if (*error != 0) {
            return NULL;
        }
        table = table_of(space, address);
    }
    return (char *)page_entry_target(table[page_table_index(address)]) + address % PAGE_BYTES;
}
