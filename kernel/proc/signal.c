/* A process ends only in its own context: here it is marked, and brought to where it sees the mark.
 * While it is suspended a mark other than SIGKILL's waits: a stopped process does nothing, not even end. */
#include "kernel/proc/signal.h"
#include "kernel/abi/signal.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"
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
    process->stopped_by = sched_actor();
    process->stopped_tick = (uint32_t)ticks_now();
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

void signal_act(struct pcb *process, int signal) {
    switch (default_action(signal)) {
    case ACTION_END:
        end(process, signal);
        break;
    case ACTION_STOP:
        if (!process->is_suspended && process->fatal_signal == 0) { /* what is to die does not stop on its way */
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
