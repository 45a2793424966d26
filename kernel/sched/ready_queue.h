/* The ready queue: the processes that could run if they had the CPU, first in, first out.
 *
 * Context of all: interrupts off. O(1). How the queue is built is private to ready_queue.c. */
#pragma once
#include "kernel/proc/pcb.h"

/* Puts a READY process, which is on no queue, at the tail. */
void ready_queue_push(struct pcb *process);

/* Takes the head off and returns it, or returns NULL if the queue is empty. */
struct pcb *ready_queue_pop(void);

/* Takes a process off the queue, wherever it stands. It must be on it. */
void ready_queue_remove(struct pcb *process);

/* The head, and, for audits, dumps and gdb, the one behind `process`; NULL at the end. */
struct pcb *ready_queue_first(void);
struct pcb *ready_queue_next(struct pcb *process);
