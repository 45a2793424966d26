/* Linked into the kernel that is graded: it looks whether first and next tell whom pick_next will return, which no
 * program can see. If they do not the trace is told, with a mark of process 0: whom they told, and who it was. The
 * linker leads the call of sched_init here (`wrap` in lab.toml). */
#include "kernel/debug/trace.h"
#include "kernel/sched/sched.h"
#include <stddef.h>

static const struct policy *theirs;

static int32_t pid_of(const struct pcb *process) {
    return process ? process->pid : PID_IDLE;
}

static void compare(const char *label, const struct pcb *told, const struct pcb *found) {
    if (told != found) {
        trace_emit_text(TRACE_MARK, PID_IDLE, (uint32_t)pid_of(told), (uint32_t)pid_of(found), 0, 0, label);
    }
}

static struct pcb *pick_and_compare(void) {
    struct pcb *first = theirs->first();
    struct pcb *second = first ? theirs->next(first) : NULL;
    struct pcb *picked = theirs->pick_next();
    compare("first", first, picked);
    compare("next", second, theirs->first());
    return picked;
}

void __real_sched_init(const struct policy *chosen);
void __wrap_sched_init(const struct policy *chosen);

void __wrap_sched_init(const struct policy *chosen) {
    static struct policy policy;
    theirs = chosen;
    policy = *chosen;
    policy.pick_next = pick_and_compare;
    __real_sched_init(&policy);
}
