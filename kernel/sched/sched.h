/* The scheduler: mechanism. Which process comes next is the policy's business (policy.h).
 *
 * The CPU is taken away from a process only on its way to user mode (trap.c) or where it blocks. So kernel code is
 * never interleaved with other kernel code, except where it waits; and an interrupt handler never switches. */
#pragma once
#include "kernel/proc/pcb.h"
#include "kernel/sched/policy.h"

extern struct pcb *current; /* the running process; owner: schedule() */
extern bool in_interrupt;   /* an interrupt handler is running; owner: irq.c */
extern bool need_resched;   /* somebody asks for a schedule() at the next way to user mode */

/* Sets the policy. Context: boot, before the first process. */
void sched_init(const struct policy *policy);

const struct policy *sched_policy(void);

/* Whose doing it is what the kernel does right now: current's pid, or 0 in an interrupt handler. Context: any. */
int32_t sched_actor(void);

/* Gives the CPU to the process that the policy picks, or to idle. The caller has already changed current's state and
 * put it where it belongs. Returns when current is picked again. Context: interrupts off, on entry and on return. */
void schedule(enum trace_reason reason);

/* Asks for a switch away from current, which will be recorded with this reason. Context: any. */
void sched_request(enum trace_reason reason);

/* Current goes to the tail of the ready queue, and the next one runs. sched_preempt is the same for the reason given
 * with sched_request. Context: process context, interrupts off. */
void sched_yield(void);
void sched_preempt(void);

/* Current becomes BLOCKED; it must be on a wait queue already. Returns what the waker wrote. Called by wait_queue.c.
 * Context: process context, interrupts off. */
int sched_block(enum trace_reason reason, uint32_t object);

/* NEW or BLOCKED becomes READY: onto the ready queue, unless it is suspended. Context: interrupts off. */
void sched_admit(struct pcb *process);
void sched_wake(struct pcb *process, enum trace_reason reason);

/* Suspension: a READY process leaves the ready queue, the running one leaves the CPU on its way to user mode, a BLOCKED
 * one keeps its place in its wait queue. Resuming puts a READY one at the tail. Nothing happens if it is so already.
 * Context: any. */
void sched_suspend(struct pcb *process);
void sched_resume(struct pcb *process);

/* Called at every switch when boot words audit=1 or stackcheck=1 ask for it. Context: boot. */
void sched_set_audit(void (*audit)(void));
