/* What the kernel shows of itself when it panics, and to `ps`. */
#pragma once
#include "kernel/proc/pcb.h"
#include <stddef.h>

/* Makes panics describe the current process and the way that led there. Context: boot. */
void dump_init(void);

/* All registers of a trap frame. Context: any. */
void dump_registers(const struct trapframe *frame);

/* The functions that called one another to get here, innermost first, from a frame pointer on. Context: any. */
void dump_backtrace(uint32_t ebp);

/* One line about a process, without a newline; the header names the columns. Returns the length. Context: any. */
int dump_process_header(char *line, size_t size);
int dump_process(char *line, size_t size, const struct pcb *process);

/* Adds /proc/processes to the file tree: the same lines, for ps. False if memory is full. Context: boot. */
bool process_file_add(void);
