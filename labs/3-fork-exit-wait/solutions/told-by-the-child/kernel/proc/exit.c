/* Different here: who wakes a parent tells it the pid of the child that has ended, so that it need not search; 0 says
 * that it has to. */
#include "kernel/proc/exit.h"
#include "arch/x86/cpu.h"
#include "arch/x86/paging.h"
#include "kernel/io/file.h"
#include "kernel/lib/panic.h"
#include "kernel/proc/process_table.h"
#include "kernel/proc/state.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/family.h"
#include "kernel/sync/wait_queue.h"

/* The process, which is on a list of siblings or on none, gets onto this one. */
static void give(struct pcb *process, struct pcb *parent) {
    bool is_dead = process->state == PROC_ZOMBIE;
    if (list_is_linked(&process->sibling_link)) {
        list_remove(&process->sibling_link);
    }
    process->parent = parent;
    list_push_back(is_dead ? &parent->zombies : &parent->children, &process->sibling_link);
    if (is_dead) {
        wait_queue_wake_all(&parent->child_changed, process->pid);
    }
}

static void give_all(struct list *children, struct pcb *parent) {
    list_for_each_safe(link, following, children) {
        give(process_of_sibling(link), parent);
    }
}

static void free_what_can_be_freed(void) {
    files_close_all(current);
    paging_load(virtual_to_physical(boot_page_directory));
    address_space_destroy(current->space);
    current->space = NULL;
    family_leave(current);
}

void process_exit(int status) {
    interrupts_enable();
    free_what_can_be_freed();
    interrupts_disable();
    current->exit_status = status;
    process_set_state(current, PROC_ZOMBIE, REASON_EXITED);
    give(current, current->parent);
    give_all(&current->zombies, process_find(PID_INIT));
    give_all(&current->children, process_find(PID_INIT));
    schedule(REASON_EXITED);
    panic("a dead process runs");
}
