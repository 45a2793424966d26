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

/* Orphans, living and dead, become children of the parent of who ends. O(own children). */
static void give_children_away(void) {
    struct pcb *heir = current->parent;
    struct list *own[] = {&current->children, &current->zombies};
    struct list *heirs[] = {&heir->children, &heir->zombies};
    for (int i = 0; i < 2; i++) {
        struct list *link;
        while ((link = list_pop_front(own[i]))) {
            process_of_sibling(link)->parent = heir;
            list_push_back(heirs[i], link);
            wait_queue_wake_all(&heir->child_changed, 0); /* it may have something to report */
        }
    }
}

void process_exit(int status) {
    interrupts_enable(); /* freeing memory may take longer than a tick */
    files_close_all(current);
    family_leave(current);
    paging_load(virtual_to_physical(boot_page_directory)); /* we run in the kernel's part, which is the same there */
    address_space_destroy(current->space);
    current->space = NULL;

    interrupts_disable();
    give_children_away();
    current->exit_status = status;
    process_set_state(current, PROC_ZOMBIE, REASON_EXITED);
    list_remove(&current->sibling_link);
    list_push_back(&current->parent->zombies, &current->sibling_link);
    wait_queue_wake_all(&current->parent->child_changed, 0);
    schedule(REASON_EXITED); /* the parent frees our stack, so it must not be in use: never to return */
    panic("a zombie was given the CPU");
}
