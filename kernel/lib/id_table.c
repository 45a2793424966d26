/* Small numbers that stand for objects.
 *
 * 1. count is the number of slots that are not NULL.
 * 2. The search for a free slot starts behind the last id given out, so ids go round in a circle. */
#include "kernel/lib/id_table.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/panic.h"
#include <stddef.h>

int32_t id_table_insert(struct id_table *table, void *object) {
    assert(object != NULL);
    if (table->count == table->bound - table->first) {
        return -EAGAIN;
    }

    uint32_t id = table->last;
    do {
        id++;
        if (id < table->first || id >= table->bound) {
            id = table->first;
        }
    } while (table->slots[id - table->first] != NULL);

    table->slots[id - table->first] = object;
    table->last = id;
    table->count++;
    return (int32_t)id;
}

void *id_table_find(const struct id_table *table, int32_t id) {
    /* A negative id is a huge number when read as unsigned, so it is out of range too. */
    if ((uint32_t)id < table->first || (uint32_t)id >= table->bound) {
        return NULL;
    }
    return table->slots[(uint32_t)id - table->first];
}

void id_table_remove(struct id_table *table, int32_t id) {
    assert(id_table_find(table, id) != NULL);
    table->slots[(uint32_t)id - table->first] = NULL;
    table->count--;
}
