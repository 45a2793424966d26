/* Small numbers that stand for objects: pids for processes, ids for semaphores.
 *
 * An id is given out as late as possible after it was last in use, so that a number kept too long is an error to its
 * holder rather than somebody else's object.
 *
 * Context of everything here: any; never sleeps, never allocates. An interrupt handler may look into a table at
 * any moment: an object comes and goes with one store. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct id_table {
    void **slots;   /* slots[id - first]: the object, or NULL while the id is free. The caller's array, zeroed */
    uint32_t first; /* ids are first, first + 1, ... */
    uint32_t size;  /* ... this many */
    uint32_t last;  /* the id given out last; anything out of range before the first */
    uint32_t count; /* ids in use */
};

/* A table over a static array of pointers, whose ids start at first_id:
 *     static void *slots[64];
 *     static struct id_table table = ID_TABLE_INITIALIZER(slots, 1); */
#define ID_TABLE_INITIALIZER(array, first_id) \
    { .slots = (array), .first = (first_id), .size = sizeof(array) / sizeof((array)[0]), .last = UINT32_MAX }

/* Gives the object, which is not NULL, an id: the next free one above the last given, from the bottom again after the
 * top. Returns the id, or -EAGAIN if all are in use. Passes over the ids in use on its way: a step or two unless the
 * table is crowded. */
int32_t id_table_insert(struct id_table *table, void *object);

/* The object that has the id, or NULL if none has it, whatever the number. O(1). */
static inline void *id_table_find(const struct id_table *table, int32_t id) {
    uint32_t index = (uint32_t)id - table->first; /* for an id below the first, negative ones too, a huge number */
    return index < table->size ? table->slots[index] : NULL;
}

/* Frees the id, which is in use. O(1). */
void id_table_remove(struct id_table *table, int32_t id);
