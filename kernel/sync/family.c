#include "kernel/sync/family.h"
#include "kernel/abi/errno.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/id_table.h"
#include "kernel/lib/panic.h"
#include "kernel/mm/heap.h"
#include "kernel/sched/sched.h"

static void *slots[SEMAPHORES_MAX];
static struct id_table table = ID_TABLE_INITIALIZER(slots, 0);

struct family *family_create(void) {
    struct family *family = heap_allocate(sizeof *family);
    if (family) {
        list_init(&family->semaphores);
    }
    return family;
}

void family_discard(struct family *family) {
    assert(family->members == 0 && list_is_empty(&family->semaphores));
    heap_free(family);
}

void family_join(struct pcb *process, struct family *family) {
    process->family = family;
    family->members++;
}

void family_leave(struct pcb *process) {
    struct family *family = process->family;
    process->family = NULL;
    if (--family->members > 0) {
        return;
    }
    list_for_each_safe(link, following, &family->semaphores) {
        named_semaphore_destroy(list_entry(link, struct named_semaphore, link));
    }
    family_discard(family);
}

int32_t named_semaphore_create(int32_t value) {
    struct named_semaphore *semaphore = heap_allocate(sizeof *semaphore);
    if (!semaphore) {
        return -ENOMEM;
    }
    semaphore->id = id_table_insert(&table, semaphore);
    if (semaphore->id < 0) {
        heap_free(semaphore);
        return -ENOSPC;
    }
    semaphore_init(&semaphore->semaphore, value, semaphore->id);
    semaphore->is_lock = value == 1;
    semaphore->family = current->family;
    list_push_back(&current->family->semaphores, &semaphore->link);
    return semaphore->id;
}

struct named_semaphore *named_semaphore_find(int32_t id) {
    struct named_semaphore *semaphore = id_table_find(&table, id);
    return semaphore && semaphore->family == current->family ? semaphore : NULL;
}

struct named_semaphore *named_semaphore_find_from(int32_t id) {
    for (; id < SEMAPHORES_MAX; id++) {
        struct named_semaphore *semaphore = id_table_find(&table, id);
        if (semaphore) {
            return semaphore;
        }
    }
    return NULL;
}

/* A lock has a holder: who passed P last, until it does V. V by anybody else is a signal, and who waits for a signal
 * waits for nobody that P could tell. */
void named_semaphore_note(struct named_semaphore *semaphore, enum trace_semaphore operation) {
    if (operation == SEMAPHORE_P || operation == SEMAPHORE_TRY) {
        semaphore->passed_last = (int16_t)current->pid;
        semaphore->is_given_back = false;
    } else if (operation == SEMAPHORE_V) {
        semaphore->is_lock = semaphore->is_lock && semaphore->passed_last == current->pid && !semaphore->is_given_back;
        semaphore->is_given_back = semaphore->is_given_back || semaphore->passed_last == current->pid;
    }
}

void named_semaphore_destroy(struct named_semaphore *semaphore) {
    trace_emit_text(TRACE_SEMAPHORE, current->pid, SEMAPHORE_DESTROY, (uint32_t)semaphore->id,
                    (uint32_t)semaphore_value(&semaphore->semaphore), 0, semaphore->label);
    semaphore_destroy(&semaphore->semaphore);
    list_remove(&semaphore->link);
    id_table_remove(&table, semaphore->id);
    heap_free(semaphore);
}
