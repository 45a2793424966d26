/* What a signal does to a process. There are no handlers, so every signal does what signal(7) calls its default action:
 * end, stop, continue, or nothing. Who gets a signal is decided in kill.h. */
#pragma once
#include "kernel/proc/pcb.h"

/* Lets the signal (1 to SIGNAL_MAX) act on a process that is alive and not init. A fatal one only marks it: the process
 * ends itself at its next way to user mode, and if it waits it is woken for that. A stopped process does not see the
 * mark before it is continued, but for SIGKILL, which continues it. O(1). Context: interrupts off. */
void signal_act(struct pcb *process, int signal);
