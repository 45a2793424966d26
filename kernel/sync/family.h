/* Semaphores that user programs name by number, and who may use which.
 *
 * A family is the processes related by fork since the last execve. They share their semaphores: fork joins the child to
 * its parent's family, execve starts a new one, and when the last member has gone its semaphores go too. Ids are unique
 * in the whole system; one of another family is as bad as one that does not exist. Context of all: process context;
 * of named_semaphore_find_from also an interrupt handler. */
#pragma once
#include "kernel/abi/trace.h"
#include "kernel/proc/pcb.h"
#include "kernel/sync/semaphore.h"

#define SEMAPHORES_MAX 1024

struct family {
    uint32_t members;
    struct list semaphores; /* of struct named_semaphore */
};

struct named_semaphore {
    struct list link;
    struct family *family;
    int32_t id;
    char label[TRACE_TEXT_BYTES];
    struct semaphore semaphore;

    /* For `why`. Told only while the trace is not off. */
    int16_t passed_last; /* the pid of who passed P last; 0: nobody has */
    bool is_given_back;  /* and it has done V since */
    bool is_lock;        /* it began with one unit, and only who had passed P has done V */
};

/* A family without members, or NULL if memory is full. */
struct family *family_create(void);

/* Frees a family that nobody joined. */
void family_discard(struct family *family);

void family_join(struct pcb *process, struct family *family);

/* The last to leave frees the family's semaphores. */
void family_leave(struct pcb *process);

/* A new semaphore of current's family. Its id, -ENOSPC at the bound, or -ENOMEM. */
int32_t named_semaphore_create(int32_t value);

/* The semaphore with this id if it is current's family's, else NULL. O(1). */
struct named_semaphore *named_semaphore_find(int32_t id);

/* The semaphore with the lowest id >= `id`, whosever it is, or NULL. For dumps. Scans. */
struct named_semaphore *named_semaphore_find_from(int32_t id);

/* Current has done this operation on it, and it went well: who has the unit now, as far as anybody can tell? */
void named_semaphore_note(struct named_semaphore *semaphore, enum trace_semaphore operation);

/* Wakes its waiters with -EIDRM and frees it. */
void named_semaphore_destroy(struct named_semaphore *semaphore);
