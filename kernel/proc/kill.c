#include "kernel/proc/kill.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/signal.h"
#include "kernel/debug/trace.h"
#include "kernel/proc/process_table.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/sched.h"

void signal_send(struct pcb *process, int signal) {
    uint32_t flags = irq_save();
    trace_emit(TRACE_SIGNAL, process->pid, (uint32_t)signal, (uint32_t)sched_actor(), 0);
    if (process->pid != PID_INIT && process->state != PROC_ZOMBIE) {
        signal_act(process, signal);
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
