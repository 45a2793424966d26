/* Different here: a chain of pointers, from the first to the last and back, in the PCB's room for a policy. The first
 * and the last end in NULL, so the ends are cases of their own. slice_ticks is the first word of that room. */
#include "kernel/sched/ready_queue.h"
#include "kernel/lib/panic.h"

#define BEFORE 1
#define BEHIND 2

static struct pcb *first, *last;

static struct pcb *neighbour(const struct pcb *process, int side) {
    return (struct pcb *)process->policy_data[side];
}

static void set(struct pcb *process, int side, struct pcb *other) {
    process->policy_data[side] = (uintptr_t)other;
}

void ready_queue_push(struct pcb *process) {
    assert(process->state == PROC_READY && !process->is_suspended);
    set(process, BEFORE, last);
    set(process, BEHIND, NULL);
    if (last) {
        set(last, BEHIND, process);
    } else {
        first = process;
    }
    last = process;
}

void ready_queue_remove(struct pcb *process) {
    assert(process->state == PROC_READY);
    struct pcb *before = neighbour(process, BEFORE), *behind = neighbour(process, BEHIND);
    if (before) {
        set(before, BEHIND, behind);
    } else {
        first = behind;
    }
    if (behind) {
        set(behind, BEFORE, before);
    } else {
        last = before;
    }
}

struct pcb *ready_queue_pop(void) {
    struct pcb *process = first;
    if (process) {
        ready_queue_remove(process);
    }
    return process;
}

struct pcb *ready_queue_first(void) {
    return first;
}

struct pcb *ready_queue_next(struct pcb *process) {
    return neighbour(process, BEHIND);
}
