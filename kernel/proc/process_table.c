#include "kernel/proc/process_table.h"
#include "kernel/lib/id_table.h"
#include <stddef.h>

static void *slots[PID_MAX]; /* pids 1 to PID_MAX */
static struct id_table table = ID_TABLE_INITIALIZER(slots, PID_INIT);

int32_t process_table_add(struct pcb *process) {
    return id_table_insert(&table, process);
}

void process_table_remove(struct pcb *process) {
    id_table_remove(&table, process->pid);
}

struct pcb *process_find(int32_t pid) {
    return id_table_find(&table, pid);
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
    struct pcb *process = process_find_from(PID_INIT);
    while (process && process->group != group) {
        process = process_find_from(process->pid + 1);
    }
    return process != NULL;
}

uint32_t process_count(void) {
    return table.count;
}
