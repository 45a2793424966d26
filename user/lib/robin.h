/* Robin's own system calls: Dijkstra's P and V, and marks in the trace.
 *
 * All return -1 and set errno when they fail. A semaphore belongs to a family, the processes related by fork since the
 * last execve: fork shares it, execve leaves it, and the kernel frees it when the last of the family is gone. The id
 * of another family's semaphore is no id (EINVAL).
 *
 * The same program runs on Linux. There a System V semaphore stands behind each of these (svipc(7)), with these
 * differences: values end at 32,767 (EINVAL to create one above, EOVERFLOW to V past it); the process that created a
 * semaphore removes it when it calls exit or returns from main, so that it should outlive the others, and a creator
 * that is killed leaves it behind (`ipcs -s` lists it, `ipcrm -s ID` removes it); a process stopped in P goes to the
 * end of the queue when it is continued; labels and marks do nothing. */
#pragma once

/* Makes a semaphore with the value `value`. Returns its id, >= 0.
 * EINVAL: the value is negative. ENOSPC: there are as many semaphores as there may be. ENOMEM: memory is
 * full. */
int sem_create(int value);

/* Dijkstra's P (down, wait, acquire): takes one unit; while the value is 0 the caller is blocked, first come, first
 * served. Returns 0 with the unit taken. EINVAL: no such id. EIDRM: destroyed while waiting.
 * EINTR: a handled signal. */
int P(int id);

/* Dijkstra's V (up, signal, release): gives one unit, to the process that has waited longest if one waits, so that a
 * process that comes to P later cannot take it; else to the value. Never blocks; returns 0.
 * EINVAL: no such id. EOVERFLOW: the value would pass 2^31-1. */
int V(int id);

/* Removes the semaphore; whoever waits in P gets EIDRM there. Returns 0. EINVAL: no such id. */
int sem_destroy(int id);

/* P if that needs no waiting: returns 0 with the unit taken. EAGAIN: the value is 0. EINVAL: no such id. */
int try_P(int id);

/* The value now, >= 0. It may have changed before the caller looks at it: to show, not to decide by. EINVAL: no such
 * id. */
int sem_value(int id);

/* Gives the semaphore a name for traces and pictures, of which 15 bytes are kept. Returns 0. EINVAL: no such id. */
int sem_label(int id, const char *name);

/* Writes an event into the trace; nothing else happens. The label's first 15 bytes are kept. Returns 0.
 * Pictures shade what is between mark("critical", 1) and mark("critical", 0) as a section, and show it in red when more
 * processes are inside than the value says: 1 in a critical section, more where several may be together. */
int mark(const char *label, int value);
