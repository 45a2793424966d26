/* Looking at processes and lists that may be damaged: for panics, which come when something is. A pointer is followed
 * only where memory is, and every walk ends. Context of all: any, interrupts off. */
#pragma once
#include "kernel/proc/pcb.h"
#include "kernel/sync/family.h"

/* Is there memory of the kernel for an object of so many bytes? */
bool inspect_is_memory(const void *object, uint32_t bytes);

/* The process with this pid, or with the lowest pid from this one on, that looks like one; NULL if there is none. */
const struct pcb *inspect_process(int32_t pid);
const struct pcb *inspect_process_from(int32_t pid);

/* Its parent's pid, or 0. */
int32_t inspect_parent(const struct pcb *process);

/* Is the element on a list whose links to and from it are right? */
bool inspect_is_linked(const struct list *element);

/* A semaphore's label, or "semaphore 3", written to `text`, which is also returned. */
#define INSPECT_LABEL_BYTES 24
const struct named_semaphore *inspect_semaphore(int32_t id);
const char *inspect_label(int32_t id, char text[INSPECT_LABEL_BYTES]);
