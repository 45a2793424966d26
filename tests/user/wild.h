/* Addresses that no system call may be given: below, beside and above what belongs to the program, and across its
 * edges.
 *
 * On a 64-bit Linux a 32-bit program's addresses go on above 0xc0000000, where Robin's kernel begins: nothing is mapped
 * at those that stand here. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>

#include "user/lib/check.h"

#define PAGE_BYTES 4096
#define LAST_BYTE 0xbfffffff /* of the stack, on Robin; on Linux it may be nobody's */
#define WILD_COUNT 16

struct wild {
    const char *what;
    uintptr_t address;
    bool is_readable; /* only writing there is a fault */
    bool is_partial;  /* the first byte belongs to the program; it is an 'x' */
};

static struct wild wild[WILD_COUNT];

static inline void make_wild(void) {
    char *pages = mmap(NULL, 5 * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(pages != MAP_FAILED, "mmap failed");
    memset(pages, 'x', PAGE_BYTES);
    char *hole = pages + PAGE_BYTES, *read_only = pages + 3 * PAGE_BYTES;
    REQUIRE(munmap(hole, PAGE_BYTES) == 0, "munmap failed");
    REQUIRE(mmap(read_only, PAGE_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == read_only,
            "mmap of a read-only page failed");
    pages[3 * PAGE_BYTES - 1] = 'x';
    struct utsname name;
    if (uname(&name) == 0 && strcmp(name.sysname, "Robin") == 0)
        *(volatile char *)LAST_BYTE = 'x';
    struct wild list[WILD_COUNT] = {
        {"in the null page", 1, false, false},
        {"at the end of the null page", PAGE_BYTES - 1, false, false},
        {"in a hole", (uintptr_t)hole, false, false},
        {"at the end of a hole", (uintptr_t)hole + PAGE_BYTES - 1, false, false},
        {"across the edge of a hole", (uintptr_t)hole - 1, false, true},
        {"in a read-only page", (uintptr_t)read_only, true, false},
        {"in the program's text", (uintptr_t)make_wild, true, false},
        {"across the start of the kernel", LAST_BYTE, false, true},
        {"at the start of the kernel", 0xc0000000, false, false},
        {"in the kernel's text", 0xc0100000, false, false},
        {"in the kernel's memory", 0xc1000000, false, false},
        {"above the kernel's memory", 0xf0000000, false, false},
        {"in the last page", 0xfffff000, false, false},
        {"across the end, by a structure", 0xfffffff0, false, false},
        {"across the end, by a word", 0xfffffffe, false, false},
        {"in the last byte", 0xffffffff, false, false},
    };
    memcpy(wild, list, sizeof list);
}
