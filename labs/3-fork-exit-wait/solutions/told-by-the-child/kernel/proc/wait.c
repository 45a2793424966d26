/* Different here: a waiter goes to sleep once and is told by a child that ends who it is. It looks at its lists before,
 * and again only when it was woken without a name or for somebody whom it does not want. */
#include "kernel/proc/wait.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/wait.h"
#include "kernel/proc/process.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/wait_queue.h"

static bool wants(int32_t which, const struct pcb *child) {
    switch (which) {
    case -1:
        return true;
    case 0:
        return child->group == current->group;
    default:
        return which > 0 ? child->pid == which : child->group == -which;
    }
}

static struct pcb *first_wanted(struct list *children, int32_t which, bool only_stopped) {
    list_for_each(link, children) {
        struct pcb *child = process_of_sibling(link);
        if (wants(which, child) && (!only_stopped || child->stop_signal != 0)) {
            return child;
        }
    }
    return NULL;
}

static struct pcb *news_of(int32_t which, int32_t options) {
    struct pcb *child = first_wanted(&current->zombies, which, false);
    if (!child && (options & WUNTRACED)) {
        child = first_wanted(&current->children, which, true);
    }
    return child;
}

/* Takes from the child what is to be reported, and the child itself if it has ended. */
static int32_t take(struct pcb *child, struct wait_result *result) {
    int32_t pid = child->pid;
    bool has_ended = child->state == PROC_ZOMBIE;
    result->status = has_ended ? child->exit_status : WAIT_STATUS_STOPPED(child->stop_signal);
    result->user_ticks = child->user_ticks + child->children_user_ticks;
    result->kernel_ticks = child->kernel_ticks + child->children_kernel_ticks;
    child->stop_signal = 0;
    if (has_ended) {
        current->children_user_ticks += result->user_ticks;
        current->children_kernel_ticks += result->kernel_ticks;
        list_remove(&child->sibling_link);
        process_destroy(child);
    }
    return pid;
}

int32_t process_wait(int32_t which, int32_t options, struct wait_result *result) {
    if ((options | WNOHANG | WUNTRACED) != (WNOHANG | WUNTRACED)) {
        return -EINVAL;
    }
    uint32_t flags = irq_save();
    int32_t answer = 0;
    struct pcb *child = news_of(which, options);
    if (!child && !first_wanted(&current->children, which, false)) {
        answer = -ECHILD;
    }
    while (!child && answer == 0 && !(options & WNOHANG)) {
        int told = wait_queue_block(&current->child_changed);
        if (told < 0) {
            answer = told;
        } else {
            child = told > 0 && wants(which, process_find(told)) ? process_find(told) : news_of(which, options);
            if (!child && !first_wanted(&current->children, which, false)) {
                answer = -ECHILD; /* the last of a group has left it meanwhile */
            }
        }
    }
    if (child) {
        answer = take(child, result);
    }
    irq_restore(flags);
    return answer;
}
