#include "kernel/debug/audit.h"
#include "kernel/lib/panic.h"
#include "kernel/proc/process_table.h"
#include "kernel/proc/state.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/wait_queue.h"
#include <stddef.h>

#define CHECK(process, condition)                                                           \
    ((condition) ? (void)0                                                                  \
                 : panic("audit: pid %d (%s, %s): not %s", (process)->pid, (process)->name, \
                         process_state_name((process)->state), #condition))

static bool is_on(const struct list *queue, const struct list *link) {
    list_for_each(element, queue) {
        if (element == link) {
            return true;
        }
    }
    return false;
}

static void audit_process(struct pcb *process) {
    bool is_queued = list_is_linked(&process->queue_link);
    switch (process->state) {
    case PROC_NEW:
        CHECK(process, !is_queued);
        break;
    case PROC_READY: /* audit_ready_queue looks whether it is there: how the queue is linked is the policy's business */
        CHECK(process, !process->waiting_on);
        break;
    case PROC_RUNNING:
        CHECK(process, process == current);
        CHECK(process, !is_queued && !process->waiting_on);
        break;
    case PROC_BLOCKED:
        CHECK(process, process->waiting_on && is_on(&process->waiting_on->waiters, &process->queue_link));
        break;
    case PROC_ZOMBIE:
        CHECK(process, !is_queued && !process->space);
        CHECK(process, is_on(&process->parent->zombies, &process->sibling_link));
        break;
    }
    if (process->state != PROC_ZOMBIE && process->parent) {
        CHECK(process, is_on(&process->parent->children, &process->sibling_link));
    }
}

/* All on the ready queue belong there. As each leads to one other, they are as many as belong there only if they are
 * the same: a circle would never end, and if one were missing they would be too few. */
static void audit_ready_queue(uint32_t count) {
    const struct policy *policy = sched_policy();
    for (struct pcb *process = policy->first(); process; process = policy->next(process)) {
        CHECK(process, process->state == PROC_READY);
        CHECK(process, !process->is_suspended);
        CHECK(process, process != current && process->pid != PID_IDLE);
        CHECK(process, process_find(process->pid) == process);
        CHECK(process, count-- > 0);
    }
    if (count > 0) {
        panic("audit: %u ready processes are not on the ready queue", count);
    }
}

void audit_processes(void) {
    uint32_t ready = 0;
    CHECK(current, current->state == PROC_RUNNING);
    for (struct pcb *process = process_first(); process; process = process_next(process)) {
        audit_process(process);
        ready += process->state == PROC_READY && !process->is_suspended;
    }
    audit_ready_queue(ready);
}
