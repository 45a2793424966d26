#include "kernel/proc/process.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mm/heap.h"
#include "kernel/mm/kernel_stack.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/tick.h"
#include "kernel/sync/wait_queue.h"

struct pcb *process_create(int *error) {
    struct pcb *process = heap_allocate(sizeof *process); /* zeroed: NEW, on no list */
    if (!process) {
        *error = -ENOMEM;
        return NULL;
    }
    process->kernel_stack_top = kernel_stack_allocate();
    if (process->kernel_stack_top == 0) {
        *error = -ENOMEM;
        goto undo_pcb;
    }
    process->pid = process_table_add(process);
    if (process->pid < 0) {
        *error = process->pid;
        goto undo_stack;
    }
    list_init(&process->children);
    list_init(&process->zombies);
    wait_queue_init(&process->child_changed, REASON_WAIT, 0);
    process->start_tick = ticks_now();
    return process;

undo_stack:
    kernel_stack_free(process->kernel_stack_top);
undo_pcb:
    heap_free(process);
    return NULL;
}

void process_adopt(struct pcb *parent, struct pcb *child) {
    child->parent = parent;
    list_push_back(&parent->children, &child->sibling_link);
}

void process_destroy(struct pcb *process) {
    assert(process->state == PROC_NEW || process->state == PROC_ZOMBIE);
    assert(!process->space && !list_is_linked(&process->queue_link) && !list_is_linked(&process->sibling_link));
    process_table_remove(process);
    kernel_stack_free(process->kernel_stack_top);
    heap_free(process);
}

void process_set_name(struct pcb *process, const char *path) {
    const char *name = path;
    for (; *path != '\0'; path++) {
        if (*path == '/' && path[1] != '\0') {
            name = path + 1;
        }
    }
    memset(process->name, 0, sizeof process->name); /* the whole array goes to user mode and to traces */
    string_copy(process->name, name, sizeof process->name);
}
