/* The scheduler's mechanism. Every change of a process's state that concerns the ready queue is here, next to the
 * change of the queue. Interrupts are off throughout. */
#include "kernel/sched/sched.h"
#include "arch/x86/context_switch.h"
#include "arch/x86/cpu.h"
#include "arch/x86/gdt.h"
#include "arch/x86/paging.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/panic.h"
#include "kernel/proc/state.h"
#include <stddef.h>

/* The flow of control that booted becomes the idle process. It has no user mode, so no kernel stack to announce. */
static struct pcb idle = {.pid = PID_IDLE, .name = "idle", .state = PROC_RUNNING};

struct pcb *current = &idle;
bool need_resched;
bool in_interrupt;

static const struct policy *policy;
static enum trace_reason resched_reason;
static void (*audit_queues)(void);

void sched_init(const struct policy *chosen) {
    policy = chosen;
}

const struct policy *sched_policy(void) {
    return policy;
}

int32_t sched_actor(void) {
    return in_interrupt ? PID_IDLE : current->pid;
}

void sched_set_audit(void (*audit)(void)) {
    audit_queues = audit;
}

/* From one kernel stack to another. */
static void switch_to(struct pcb *previous, struct pcb *next) {
    next->switches++;
    tss_set_kernel_stack(next->kernel_stack_top);
    if (next->space) { /* idle has none and stays in the one that is loaded */
        paging_load(next->space->directory);
    }
    context_switch(&previous->kernel_esp, next->kernel_esp);
    /* Here `previous` is current again, some time later, and all that it kept in local variables holds still. */
}

void schedule(enum trace_reason reason) {
    assert(!interrupts_enabled() && !in_interrupt);
    assert(current->state != PROC_RUNNING || current == &idle);
    struct pcb *previous = current;
    struct pcb *next = policy->pick_next();
    if (!next) {
        next = &idle;
    }
    need_resched = false;
    if (next != previous) {
        trace_emit(TRACE_SWITCH, previous->pid, (uint32_t)previous->pid, (uint32_t)next->pid, reason);
    }
    current = next;
    if (next != &idle) {
        process_set_state(next, PROC_RUNNING, REASON_PICKED);
    }
    if (audit_queues) {
        audit_queues();
    }
    if (next != previous) {
        switch_to(previous, next);
    }
}

void sched_request(enum trace_reason reason) {
    resched_reason = reason;
    need_resched = true;
}

static void make_ready(struct pcb *process) {
    if (!process->is_suspended) {
        policy->enqueue(process);
    }
}

static void give_up_cpu(enum trace_reason reason) {
    assert(current != &idle);
    process_set_state(current, PROC_READY, reason);
    make_ready(current);
    schedule(reason);
}

void sched_yield(void) {
    if (policy->first()) { /* with nobody else ready, we go on at once */
        give_up_cpu(REASON_YIELDED);
    }
}

void sched_preempt(void) {
    give_up_cpu(current->is_suspended ? REASON_SUSPENDED : resched_reason);
}

int sched_block(enum trace_reason reason, uint32_t object) {
    assert(current != &idle && list_is_linked(&current->queue_link));
    process_change_state(current, PROC_BLOCKED, reason, 0, object);
    schedule(REASON_BLOCKED);
    return current->wake_result;
}

void sched_admit(struct pcb *process) {
    process_set_state(process, PROC_READY, REASON_FORKED);
    make_ready(process);
}

void sched_wake(struct pcb *process, enum trace_reason reason) {
    assert(!list_is_linked(&process->queue_link));
    process_change_state(process, PROC_READY, reason, sched_actor(), 0);
    make_ready(process);
}

void sched_suspend(struct pcb *process) {
    uint32_t flags = irq_save();
    if (!process->is_suspended) {
        trace_emit(TRACE_SUSPEND, process->pid, true, (uint32_t)sched_actor(), 0);
        if (process->state == PROC_READY) {
            policy->remove(process);
        } else if (process->state == PROC_RUNNING) {
            sched_request(REASON_SUSPENDED);
        }
        process->is_suspended = true;
        process->suspended_by = sched_actor();
        process->suspended_tick = (uint32_t)trace_ticks;
    }
    irq_restore(flags);
}

void sched_resume(struct pcb *process) {
    uint32_t flags = irq_save();
    if (process->is_suspended) {
        trace_emit(TRACE_SUSPEND, process->pid, false, (uint32_t)sched_actor(), 0);
        process->is_suspended = false;
        if (process->state == PROC_READY) {
            make_ready(process);
        }
    }
    irq_restore(flags);
}
