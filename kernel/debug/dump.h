/* What the kernel shows of itself when it panics, and to `ps`. */
#pragma once
#include "kernel/proc/pcb.h"
#include <stddef.h>

/* Makes panics describe the current process and the way that led there. Context: boot. */
void dump_init(void);

/* One line about a process, without a newline; the header names the columns. Returns the length. Context: any. */
int dump_process_header(char *line, size_t size);
int dump_process(char *line, size_t size, const struct pcb *process);
