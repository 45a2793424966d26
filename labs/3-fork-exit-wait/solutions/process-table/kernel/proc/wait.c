/* Different here: one walk over the table of all processes tells everything: who is dead, who is stopped, and whether
 * there is anybody to wait for. */
#include "kernel/proc/wait.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/wait.h"
#include "kernel/proc/process.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/wait_queue.h"

struct view {
    uint32_t count;
    struct pcb *dead, *stopped;
};

static bool is_meant(const struct pcb *process, int32_t which) {
    if (process->parent != current) {
        return false;
    }
    if (which > 0) {
        return process->pid == which;
    }
    return which == -1 || process->group == (which == 0 ? current->group : -which);
}

static struct view look(int32_t which) {
    struct view view = {0};
    for (struct pcb *other = process_first(); other; other = process_next(other)) {
        if (is_meant(other, which)) {
            view.count++;
            if (other->state == PROC_ZOMBIE) {
                view.dead = other;
            } else if (other->stop_signal != 0) {
                view.stopped = other;
            }
        }
    }
    return view;
}

static int32_t tell(struct pcb *child, int status, struct wait_result *result) {
    result->status = status;
    result->user_ticks = child->user_ticks + child->children_user_ticks;
    result->kernel_ticks = child->kernel_ticks + child->children_kernel_ticks;
    return child->pid;
}

static int32_t bury(struct pcb *child, struct wait_result *result) {
    int32_t pid = tell(child, child->exit_status, result);
    current->children_user_ticks += result->user_ticks;
    current->children_kernel_ticks += result->kernel_ticks;
    list_remove(&child->sibling_link);
    process_destroy(child);
    return pid;
}

/* Interrupts are off. */
static int32_t wait_for(int32_t which, int32_t options, struct wait_result *result) {
    int error = 0;
    while (error == 0) {
        struct view view = look(which);
        if (view.dead) {
            return bury(view.dead, result);
        }
        if (view.stopped && (options & WUNTRACED)) {
            int status = WAIT_STATUS_STOPPED(view.stopped->stop_signal);
            view.stopped->stop_signal = 0;
            return tell(view.stopped, status, result);
        }
        if (view.count == 0) {
            return -ECHILD;
        }
        if (options & WNOHANG) {
            return 0;
        }
        error = wait_queue_block(&current->child_changed);
    }
    return error;
}

int32_t process_wait(int32_t which, int32_t options, struct wait_result *result) {
    int32_t answer = -EINVAL;
    if ((options & (WNOHANG | WUNTRACED)) == options) {
        uint32_t flags = irq_save();
        answer = wait_for(which, options, result);
        irq_restore(flags);
    }
    return answer;
}
