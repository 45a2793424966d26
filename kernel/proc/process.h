/* Making and unmaking PCBs: what fork, the boot and wait have in common. */
#pragma once
#include "kernel/proc/pcb.h"

/* A NEW process with a pid, a kernel stack and a family tree of its own, nothing else: no memory, no files. It appears
 * in the process table at once. NULL if that cannot be, with -EAGAIN or -ENOMEM in *error. Context: process context or
 * boot. */
struct pcb *process_create(int *error);

/* Makes `child` the youngest child of `parent`, in the parent's process group. If a key at the console has killed or
 * stopped the group while the child was made, that holds for the child too. Context: interrupts off. */
void process_adopt(struct pcb *parent, struct pcb *child);

/* Ends the current process with wait4's status word. The end of init is the end of the machine; anybody else's is
 * process_exit's business. Context: process context; does not return. */
__attribute__((noreturn)) void process_end(int status);

/* Frees the PCB, the kernel stack and the pid of a process that has never run, or of a zombie. It must not be on any
 * queue. Context: process context. */
void process_destroy(struct pcb *process);

/* The process's name for people, cut to what fits. */
void process_set_name(struct pcb *process, const char *name);
