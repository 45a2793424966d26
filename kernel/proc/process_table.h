/* All processes, by pid. Context of all: process context or boot; look-ups in any. What they return is there at least
 * until the caller blocks. */
#pragma once
#include "kernel/proc/pcb.h"

/* Gives the process a pid that nobody has, not even a zombie, and enters it. The pid, or -EAGAIN when all are in use.
 * Pids go round: a number is used again as late as possible. It may then be that of a process group whose leader has
 * gone; Linux waits until the group has gone, too. */
int32_t process_table_add(struct pcb *process);

/* Makes pids 1 to `count` (at most PID_MAX) all there are: boot word pids=. Context: boot, before the first process. */
void process_table_limit(uint32_t count);

void process_table_remove(struct pcb *process);

/* The process with this pid, zombies included, or NULL. O(1). */
struct pcb *process_find(int32_t pid);

/* All processes, the oldest first: the first one, and the one after; NULL at the end. */
struct pcb *process_first(void);
struct pcb *process_next(struct pcb *process);

/* The process with the lowest pid >= `pid`, or NULL. Scans the table. */
struct pcb *process_find_from(int32_t pid);

/* Is anybody in this process group, zombies included? Looks at all processes. */
bool process_group_exists(int32_t group);

/* How many there are, zombies included. O(1). */
uint32_t process_count(void);
