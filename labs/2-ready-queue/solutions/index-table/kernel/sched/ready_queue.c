/* Different here: no links in the PCB. A table with a row a pid says who is before and who is behind; row 0, which is
 * no process's on the queue, is the head of the circle, as in a list. */
#include "kernel/sched/ready_queue.h"
#include "kernel/lib/panic.h"
#include "kernel/proc/process_table.h"

#define HEAD 0

static struct { uint16_t behind, before; } table[PID_MAX + 1];

static struct pcb *process_at(uint16_t row) {
    return row == HEAD ? NULL : process_find(row);
}

static void join(uint16_t before, uint16_t behind) {
    table[before].behind = behind;
    table[behind].before = before;
}

void ready_queue_push(struct pcb *process) {
    assert(process->state == PROC_READY && !process->is_suspended);
    uint16_t row = (uint16_t)process->pid;
    join(table[HEAD].before, row);
    join(row, HEAD);
}

void ready_queue_remove(struct pcb *process) {
    assert(process->state == PROC_READY);
    uint16_t row = (uint16_t)process->pid;
    join(table[row].before, table[row].behind);
}

struct pcb *ready_queue_first(void) {
    return process_at(table[HEAD].behind);
}

struct pcb *ready_queue_pop(void) {
    struct pcb *first = ready_queue_first();
    if (first) {
        ready_queue_remove(first);
    }
    return first;
}

struct pcb *ready_queue_next(struct pcb *process) {
    return process_at(table[process->pid].behind);
}
