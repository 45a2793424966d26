/* Address spaces: what a process sees between USER_START and USER_END.
 *
 * Pages come on first touch (demand zero), on fork they are shared until somebody writes (copy-on-write), and shared
 * regions have all their pages from the start. The policy is here; the bits are in arch/x86/paging.h.
 *
 * Nothing here sleeps or kills: when memory is full it returns -ENOMEM, and no page has changed. Context of all:
 * process context (or boot), never an interrupt handler. */
#pragma once
#include "arch/x86/layout.h"
#include "kernel/abi/memory.h"
#include "kernel/lib/list.h"
#include <stdbool.h>
#include <stdint.h>

struct address_space {
    physical_address directory;
    struct list regions; /* of struct region, ascending */
    uint32_t heap_start; /* the end of the program's data, where brk begins */
    uint32_t heap_end;   /* the break: brk(0) */
    uint32_t pages;      /* user pages present, shared ones included */
};

/* An empty one, or NULL if memory is full. */
struct address_space *address_space_create(void);

/* A copy for a child, page by page shared as described above, or NULL if memory is full. The parent's writable private
 * pages become read-only until a write copies them. */
struct address_space *address_space_fork(struct address_space *parent);

/* Frees all of it. It must not be the current one. */
void address_space_destroy(struct address_space *space);

/* Adds [start, end), multiples of PAGE_BYTES, in a free place. 0, -EINVAL (outside user space or in use) or -ENOMEM. */
int address_space_add(struct address_space *space, uint32_t start, uint32_t end, uint8_t protection, bool is_shared);

/* The stack's region, one page to start with. 0 or -ENOMEM. */
int address_space_add_stack(struct address_space *space);

/* Takes everything in [start, end) away. 0, or -ENOMEM if a region had to be split and could not. */
int address_space_remove(struct address_space *space, uint32_t start, uint32_t end);

/* A free place for `bytes` (a multiple of PAGE_BYTES) in [USER_MMAP_START, USER_STACK_LIMIT), the lowest, or 0. */
uint32_t address_space_find(struct address_space *space, uint32_t bytes);

/* Is [start, end) without any region? */
bool address_space_is_free(struct address_space *space, uint32_t start, uint32_t end);

/* Moves the break. Returns the new break, or the old one if that cannot be (brk(2), as the system call has it). */
uint32_t address_space_brk(struct address_space *space, uint32_t address);

/* Makes the page at `address` present, and writable if `write`: fills in demand-zero pages, copies copy-on-write ones,
 * grows the stack. Serves page faults and copies to and from user memory alike.
 * 0, -EFAULT (no such memory, or not allowed), or -ENOMEM. */
int address_space_resolve(struct address_space *space, uint32_t address, bool write);

/* The kernel's view of the byte at a user address that is present (and writable, if `write`), after
 * address_space_resolve if necessary; NULL if it cannot be resolved, with the reason in *error. Valid to the end of the
 * page. */
void *address_space_access(struct address_space *space, uint32_t address, bool write, int *error);
