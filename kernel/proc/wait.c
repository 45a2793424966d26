#include "kernel/proc/wait.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/wait.h"
#include "kernel/proc/process.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/wait_queue.h"

/* Of several: -1 is all, the rest a group. */
static bool is_wanted(const struct pcb *child, int32_t which) {
    return which == -1 || child->group == (which == 0 ? current->group : -which);
}

/* The first on a list of children that is wanted, and, if asked, that was stopped and not yet reported. */
static struct pcb *find_on(struct list *list, int32_t which, bool must_be_stopped) {
    list_for_each(link, list) {
        struct pcb *child = process_of_sibling(link);
        if (is_wanted(child, which) && (!must_be_stopped || child->stop_signal != 0)) {
            return child;
        }
    }
    return NULL;
}

/* One particular child needs no search. */
static struct pcb *find(struct list *list, int32_t which, bool must_be_stopped, bool dead) {
    if (which <= 0) {
        return find_on(list, which, must_be_stopped);
    }
    struct pcb *child = process_find(which);
    bool found = child && child->parent == current && (child->state == PROC_ZOMBIE) == dead;
    return found && (!must_be_stopped || child->stop_signal != 0) ? child : NULL;
}

static int32_t reap(struct pcb *child, struct wait_result *result) {
    int32_t pid = child->pid;
    result->status = child->exit_status;
    result->user_ticks = child->user_ticks + child->children_user_ticks;
    result->kernel_ticks = child->kernel_ticks + child->children_kernel_ticks;
    current->children_user_ticks += result->user_ticks;
    current->children_kernel_ticks += result->kernel_ticks;
    list_remove(&child->sibling_link);
    process_destroy(child);
    return pid;
}

static int32_t report_stop(struct pcb *child, struct wait_result *result) {
    *result = (struct wait_result){.status = WAIT_STATUS_STOPPED(child->stop_signal),
                                   .user_ticks = child->user_ticks + child->children_user_ticks,
                                   .kernel_ticks = child->kernel_ticks + child->children_kernel_ticks};
    child->stop_signal = 0;
    return child->pid;
}

int32_t process_wait(int32_t which, int32_t options, struct wait_result *result) {
    if (options & ~(WNOHANG | WUNTRACED)) {
        return -EINVAL;
    }
    if (which == INT32_MIN) {
        return -ESRCH; /* there is no group of that number */
    }
    for (;;) {
        uint32_t flags = irq_save(); /* no child may change between our look and our going to sleep */
        int32_t answer = 0;
        struct pcb *child;
        if ((child = find(&current->zombies, which, false, true))) {
            answer = reap(child, result);
        } else if ((options & WUNTRACED) && (child = find(&current->children, which, true, false))) {
            answer = report_stop(child, result);
        } else if (!find(&current->children, which, false, false)) {
            answer = -ECHILD;
        } else if (!(options & WNOHANG)) {
            answer = wait_queue_block(&current->child_changed); /* 0: look again */
        }
        irq_restore(flags);
        if (answer != 0 || (options & WNOHANG)) {
            return answer;
        }
    }
}
