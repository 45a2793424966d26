#include "kernel/proc/process_table.h"
#include "arch/x86/cpu.h"
#include "kernel/lib/id_table.h"
#include <stddef.h>

static void *slots[PID_MAX]; /* pids 1 to PID_MAX */
static struct id_table table = ID_TABLE_INITIALIZER(slots, PID_INIT);
static struct list all = LIST_INITIALIZER(all);

void process_table_limit(uint32_t count) {
    table.size = count;
}

int32_t process_table_add(struct pcb *process) {
    int32_t pid = id_table_insert(&table, process);
    if (pid > 0) {
        uint32_t flags = irq_save(); /* Ctrl-C looks at all processes in an interrupt handler */
        list_push_back(&all, &process->all_link);
        irq_restore(flags);
    }
    return pid;
}

void process_table_remove(struct pcb *process) {
    uint32_t flags = irq_save();
    list_remove(&process->all_link);
    irq_restore(flags);
    id_table_remove(&table, process->pid);
}

struct pcb *process_find(int32_t pid) {
    return id_table_find(&table, pid);
}

struct pcb *process_first(void) {
    struct list *first = list_first(&all);
    return first ? list_entry(first, struct pcb, all_link) : NULL;
}

struct pcb *process_next(struct pcb *process) {
    struct list *next = list_next(&all, &process->all_link);
    return next ? list_entry(next, struct pcb, all_link) : NULL;
}

struct pcb *process_find_from(int32_t pid) {
    for (pid = pid < PID_INIT ? PID_INIT : pid; pid <= PID_MAX; pid++) {
        struct pcb *process = process_find(pid);
        if (process) {
            return process;
        }
    }
    return NULL;
}

bool process_group_exists(int32_t group) {
    struct pcb *process = process_first();
    while (process && process->group != group) {
        process = process_next(process);
    }
    return process != NULL;
}

uint32_t process_count(void) {
    return table.count;
}
