/* A process as a line of a table: for `ps`, and for panics. */
#pragma once
#include "kernel/proc/pcb.h"
#include <stddef.h>

/* One line about a process, without a newline; the header names the columns. Returns the length. Context: any. */
int dump_process_header(char *line, size_t size);
int dump_process(char *line, size_t size, const struct pcb *process);
