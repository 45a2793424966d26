/* Sending signals: kill(2), and the keys of the console. */
#pragma once
#include "kernel/proc/pcb.h"

/* Sends a signal (1 to SIGNAL_MAX) to a process. Init gets none, as on Linux: it has no handlers. To a zombie nothing
 * happens. O(1). Context: any, also an interrupt handler. */
void signal_send(struct pcb *process, int signal);

/* Sends it to all processes of a group. Looks at all processes. Context: process context or interrupt handler. */
void signal_send_group(int32_t group, int signal);

/* kill(2): `which` > 0 a process, 0 our group, -1 all but init and ourselves, < -1 a group; signal 0 only looks.
 * 0, -ESRCH, or -EINVAL (no such signal). Context: process context. */
int signal_kill(int32_t which, int signal);
