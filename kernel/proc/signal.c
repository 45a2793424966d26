/* A process ends only in its own context: here it is marked, and brought to where it sees the mark.
 * While it is suspended a mark other than SIGKILL's waits: a stopped process does nothing, not even end. */
#include "kernel/proc/signal.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/signal.h"
#include "kernel/debug/trace.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/wait_queue.h"

enum action { ACTION_END, ACTION_STOP, ACTION_CONTINUE, ACTION_IGNORE };

static enum action default_action(int signal) {
    switch (signal) {
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
        return ACTION_STOP;
    case SIGCONT:
        return ACTION_CONTINUE;
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
        return ACTION_IGNORE;
    default:
        return ACTION_END;
    }
}

/* A marked process that waits has to get out of the kernel. */
static void interrupt_wait(struct pcb *process) {
    if (process->fatal_signal != 0 && !process->is_suspended && process->state == PROC_BLOCKED) {
        wait_queue_interrupt(process);
    }
}

static void stop(struct pcb *process, int signal) {
    process->stop_signal = signal;
    sched_suspend(process);
    wait_queue_wake_all(&process->parent->child_changed, 0);
}

static void continue_process(struct pcb *process) {
    process->stop_signal = 0;
    sched_resume(process);
    interrupt_wait(process);
}

static void end(struct pcb *process, int signal) {
    if (process->fatal_signal == 0 || signal == SIGKILL) {
        process->fatal_signal = signal;
    }
    if (signal == SIGKILL) {
        continue_process(process);
    }
    interrupt_wait(process);
}

void signal_send(struct pcb *process, int signal) {
    uint32_t flags = irq_save();
    trace_emit(TRACE_SIGNAL, process->pid, (uint32_t)signal, in_interrupt ? PID_IDLE : (uint32_t)current->pid, 0);
    if (process->pid != PID_INIT && process->state != PROC_ZOMBIE) {
        switch (default_action(signal)) {
        case ACTION_END:
            end(process, signal);
            break;
        case ACTION_STOP:
            if (!process->is_suspended) {
                stop(process, signal);
            }
            break;
        case ACTION_CONTINUE:
            continue_process(process);
            break;
        case ACTION_IGNORE:
            break;
        }
    }
    irq_restore(flags);
}

/* Sends it, or with signal 0 only counts. */
static int send_to_group(int32_t group, int signal) {
    int count = 0;
    for (struct pcb *process = process_first(); process; process = process_next(process)) {
        if (process->group == group) {
            count++;
            if (signal != 0) {
                signal_send(process, signal);
            }
        }
    }
    return count;
}

static int send_to_all_others(int signal) {
    int count = 0;
    for (struct pcb *process = process_first(); process; process = process_next(process)) {
        if (process != current && process->pid != PID_INIT) {
            count++;
            if (signal != 0) {
                signal_send(process, signal);
            }
        }
    }
    return count;
}

static int send_to_one(int32_t pid, int signal) {
    struct pcb *process = process_find(pid);
    if (process && signal != 0) {
        signal_send(process, signal);
    }
    return process ? 1 : 0;
}

void signal_send_group(int32_t group, int signal) {
    send_to_group(group, signal);
}

int signal_kill(int32_t which, int signal) {
    bool is_signal = signal >= 0 && signal <= SIGNAL_MAX;
    int try = is_signal ? signal : 0; /* Linux too looks for the process before it looks at the signal */
    int count = which > 0     ? send_to_one(which, try)
                : which == 0  ? send_to_group(current->group, try)
                : which == -1 ? send_to_all_others(try)
                              : send_to_group((int32_t)(0u - (uint32_t)which), try);
    return count == 0 ? -ESRCH : is_signal ? 0 : -EINVAL;
}
