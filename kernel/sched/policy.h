/* What a scheduling policy has to provide. One file a policy; round_robin.c is the example. */
#pragma once
#include "kernel/proc/pcb.h"

struct policy {
    const char *name;
    void (*enqueue)(struct pcb *process);   /* it has become ready */
    void (*remove)(struct pcb *process);    /* it is ready, but shall not run: take it out wherever it stands */
    struct pcb *(*pick_next)(void);         /* who runs next, taken out; NULL if nobody is ready */
    void (*tick)(struct pcb *running);      /* a timer tick passed; may call sched_request(). Interrupt handler */
    struct pcb *(*first)(void);             /* who would be picked; NULL exactly if nobody is ready. idle asks it */
    struct pcb *(*next)(struct pcb *after); /* for audits and dumps: who would run after that one */
};
/* Context of all: interrupts off. All but next are O(1), and none allocates. */
