/* Different here: the children of a process are those that name it as their parent, and are found in the table of all
 * processes. The tree is put in order first, the memory is freed after, and the last dead stand first. */
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

static void move_to(struct pcb *process, struct list *list) {
    list_remove(&process->sibling_link);
    list_push_front(list, &process->sibling_link);
}

static void find_parents_for_children(void) {
    struct pcb *init = process_find(PID_INIT);
    bool has_zombie = false;
    for (struct pcb *other = process_first(); other; other = process_next(other)) {
        if (other->parent == current) {
            other->parent = init;
            has_zombie |= other->state == PROC_ZOMBIE;
            move_to(other, other->state == PROC_ZOMBIE ? &init->zombies : &init->children);
        }
    }
    if (has_zombie) {
        wait_queue_wake_all(&init->child_changed, 0);
    }
}

void process_exit(int status) {
    interrupts_disable();
    find_parents_for_children();
    interrupts_enable();

    struct address_space *own = current->space;
    family_leave(current);
    files_close_all(current);
    paging_load(virtual_to_physical(boot_page_directory));
    current->space = NULL;
    address_space_destroy(own);

    interrupts_disable();
    struct pcb *parent = current->parent;
    current->exit_status = status;
    wait_queue_wake_all(&parent->child_changed, 0);
    move_to(current, &parent->zombies);
    process_set_state(current, PROC_ZOMBIE, REASON_EXITED);
    schedule(REASON_EXITED);
    panic("this process has ended");
}
