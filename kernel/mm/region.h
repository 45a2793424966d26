/* A region: one stretch of an address space with one purpose, as in Linux's /proc/PID/maps. */
#pragma once
#include "kernel/lib/list.h"
#include <stdbool.h>
#include <stdint.h>

struct region {
    struct list link;    /* in its address space's regions, ascending, never overlapping */
    uint32_t start, end; /* [start, end), multiples of PAGE_BYTES */
    uint8_t protection;  /* PROT_* (kernel/abi/memory.h) */
    bool is_shared;      /* MAP_SHARED: fork shares its pages for good */
    bool grows_down;     /* the stack: a fault below start extends it */
};

static inline struct region *region_of(struct list *link) {
    return list_entry(link, struct region, link);
}
