/* Small numbers that stand for objects.
 *
 * 1. count is the number of slots that are not NULL.
 * 2. The search for a free slot starts behind the last id given out, so ids go round in a circle. */
#include "kernel/lib/id_table.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/fail.h"
#include "kernel/lib/panic.h"
#include <stddef.h>

int32_t id_table_insert(struct id_table *table, void *object) {
    assert(object != NULL);
    if (table->count == table->size || fail_now()) {
        return -EAGAIN;
    }

    uint32_t index = table->last - table->first;
    do {
        index = index + 1 < table->size ? index + 1 : 0;
    } while (table->slots[index] != NULL);

    table->slots[index] = object;
    table->last = table->first + index;
    table->count++;
    return (int32_t)table->last;
}

void id_table_remove(struct id_table *table, int32_t id) {
    assert(id_table_find(table, id) != NULL);
    table->slots[(uint32_t)id - table->first] = NULL;
    table->count--;
}
