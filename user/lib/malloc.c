/* The heap: a list of free blocks, first fit, over brk.
 *
 * 1. Every block, free or in use, begins with a struct block and has a size that is a multiple of 8.
 * 2. The free list is in the order of addresses, and no two free blocks touch: free() joins them. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALIGNMENT 8
#define GROWTH_BYTES 16384 /* asked of the kernel at once; it gives pages only when they are touched */

struct block {
    size_t size;        /* with this header */
    struct block *next; /* while free */
};

_Static_assert(sizeof(struct block) == ALIGNMENT, "what follows the header is aligned");

static struct block *free_list;

static size_t round_up(size_t size, size_t unit) {
    return (size + unit - 1) / unit * unit;
}

/* Takes `size` bytes from the front of *link, which is large enough. */
static struct block *take(struct block **link, size_t size) {
    struct block *block = *link;
    if (block->size - size > sizeof(struct block)) {
        struct block *rest = (struct block *)((char *)block + size);
        rest->size = block->size - size;
        rest->next = block->next;
        block->size = size;
        *link = rest;
    } else {
        *link = block->next;
    }
    return block;
}

/* Adds a new free block of at least `size` bytes; false if the kernel has no more memory. */
static bool grow(size_t size) {
    struct block *block = (struct block *)round_up((uintptr_t)sbrk(0), ALIGNMENT);
    size = round_up(size, GROWTH_BYTES);
    if (brk((char *)block + size) != 0)
        return false;
    block->size = size;
    free(block + 1);
    return true;
}

void *malloc(size_t size) {
    if (size > INT32_MAX - 2 * GROWTH_BYTES) {
        errno = ENOMEM;
        return NULL;
    }
    size = round_up(size, ALIGNMENT) + sizeof(struct block);
    do {
        for (struct block **link = &free_list; *link != NULL; link = &(*link)->next) {
            if ((*link)->size >= size)
                return take(link, size) + 1;
        }
    } while (grow(size));
    return NULL;
}

static bool touch(const struct block *left, const struct block *right) {
    return left != NULL && (const char *)left + left->size == (const char *)right;
}

void free(void *memory) {
    if (memory == NULL)
        return;
    struct block *block = (struct block *)memory - 1;
    struct block *before = NULL;
    struct block *after = free_list;
    for (; after != NULL && after < block; after = after->next)
        before = after;

    block->next = after;
    if (touch(block, after)) {
        block->size += after->size;
        block->next = after->next;
    }
    if (before == NULL) {
        free_list = block;
    } else if (touch(before, block)) {
        before->size += block->size;
        before->next = block->next;
    } else {
        before->next = block;
    }
}

void *calloc(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    void *memory = malloc(bytes);
    return memory == NULL ? NULL : memset(memory, 0, bytes);
}

void *realloc(void *memory, size_t size) {
    if (memory == NULL)
        return malloc(size);
    size_t room = ((struct block *)memory - 1)->size - sizeof(struct block);
    if (size <= room)
        return memory;
    void *larger = malloc(size);
    if (larger == NULL)
        return NULL;
    memcpy(larger, memory, room);
    free(memory);
    return larger;
}
