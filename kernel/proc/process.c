#include "kernel/proc/process.h"
#include "arch/x86/cpu.h"
#include "arch/x86/machine.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/wait.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/mm/heap.h"
#include "kernel/mm/kernel_stack.h"
#include "kernel/proc/exit.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"
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
    return process;

undo_stack:
    kernel_stack_free(process->kernel_stack_top);
undo_pcb:
    heap_free(process);
    return NULL;
}

void process_adopt(struct pcb *parent, struct pcb *child) {
    trace_emit(TRACE_FORK, parent->pid, (uint32_t)child->pid, 0, 0);
    child->parent = parent;
    list_push_back(&parent->children, &child->sibling_link);
    child->group = parent->group;
    child->fatal_signal = parent->fatal_signal;
    if (parent->is_suspended) {
        sched_suspend(child);
    }
}

/* Init has ended, and with it everything: its status goes to whoever runs the machine. */
__attribute__((noreturn)) static void machine_end(int status) {
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (code > MACHINE_EXIT_STATUS_MAX) {
        code = MACHINE_EXIT_STATUS_MAX;
    }
    interrupts_disable();
    printk_flush();
    machine_power_off((uint8_t)(MACHINE_EXIT_STATUS_BASE + code));
    printk("init has ended; this machine cannot be switched off by software\n");
    printk_flush();
    machine_halt();
}

void process_end(int status) {
    trace_emit(TRACE_EXIT, current->pid, (uint32_t)status, 0, 0);
    if (current->pid == PID_INIT) {
        machine_end(status);
    }
    process_exit(status);
}

void process_destroy(struct pcb *process) {
    assert(process->state == PROC_NEW || process->state == PROC_ZOMBIE);
    if (process->state == PROC_ZOMBIE) {
        trace_emit(TRACE_REAP, process->parent->pid, (uint32_t)process->pid, (uint32_t)process->exit_status, 0);
    }
    assert(!process->space && !list_is_linked(&process->queue_link) && !list_is_linked(&process->sibling_link));
    process_table_remove(process);
    kernel_stack_free(process->kernel_stack_top);
    heap_free(process);
}

void process_set_name(struct pcb *process, const char *name) {
    memset(process->name, 0, sizeof process->name); /* the whole array goes to user mode and to traces */
    string_copy(process->name, name, sizeof process->name);
}
