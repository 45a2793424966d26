/* The process control block: all that the kernel knows of a process.
 *
 * States and legal transitions. Suspension is a flag beside the state, which makes the textbook's seven states of these
 * five: a suspended READY process is "ready, suspended", a suspended BLOCKED one "blocked, suspended".
 *
 *                    fork                 picked                       exit
 *      (nothing) ----------> NEW      .------------> RUNNING ---------------------> ZOMBIE ----> (nothing)
 *                             |       |                | |                                 reaped
 *                    admitted |       |    slice ended,| | P, wait, sleep,
 *                             v       |        yielded,| | read, write
 *                            READY ---'       suspended| v
 *                             ^  ^---------------------' BLOCKED
 *                             |                            |
 *                             '----------------------------'
 *                                 woken, killed
 *
 * State and queue move together:
 *   READY and not suspended <=> on the ready queue          BLOCKED <=> on exactly one wait queue
 *   RUNNING <=> it is `current`                             ZOMBIE  <=> on its parent's list of zombies
 * The idle process is exempt: its state is always RUNNING, and it is never on a queue.
 *
 * Each group of fields names its owner, the files that write it. Everybody may read. */
#pragma once
#include "arch/x86/trapframe.h"
#include "kernel/abi/system.h"
#include "kernel/abi/trace.h"
#include "kernel/lib/list.h"
#include "kernel/mm/address_space.h"
#include <stdbool.h>
#include <stdint.h>

#define PID_IDLE 0
#define PID_INIT 1
#define PID_MAX 32767 /* Linux's default: pids are below 32,768 */

#define OPEN_FILES_MAX 16 /* for one process */

struct family;
struct open_file;

/* Where processes wait. It stands here because every PCB has one; its functions are in kernel/sync/wait_queue.h. */
struct wait_queue {
    struct list waiters;      /* first in, first out; of struct pcb, through queue_link */
    enum trace_reason reason; /* what the trace and `ps` call this wait: REASON_P, REASON_WAIT, ... */
    uint32_t object;          /* and of which object: a semaphore's id, else 0 */
};

struct pcb {
    /* Identity. Owner: process.c and process_table.c; exec.c and prctl set the name, setpgid the group. */
    int32_t pid;
    int32_t group;        /* process group */
    struct list all_link; /* in the process table's list of all processes */
    char name[PROCESS_NAME_BYTES];

    /* State. Owner: state.c (state), sched.c (suspension). */
    enum proc_state state;
    bool is_suspended;
    int32_t suspended_by;    /* the pid of who suspended it last; 0: the kernel, at a key */
    uint32_t suspended_tick; /* when; the low half */

    /* The last change of state, for `why`. Told only while the trace is not off. Owner: state.c. */
    uint8_t changed_reason; /* enum trace_reason; 0: not told */
    int16_t changed_by;     /* the pid of who woke it, or 0 */
    uint32_t changed_tick;  /* the low half */
    uint8_t waited_reason;  /* of its last wait; 0: it has not waited */
    uint16_t waited_object; /* a semaphore's id, if it waited in P */

    /* What it waits for. Owner: wait_queue.c. */
    struct wait_queue *waiting_on; /* the queue while BLOCKED, else NULL */
    int wake_result;               /* why it was woken: 0 or -E..., written by the waker */
    uint64_t wake_tick;            /* the deadline while it sleeps. Owner: sleep_queue.c */

    /* Links. One pair serves the ready queue and the wait queues: a process is on one of them at most. */
    struct list queue_link;

    /* Scheduling. Owner: the policy, whichever it is. */
    union {
        uint32_t slice_ticks;     /* round robin: ticks left of this slice */
        uintptr_t policy_data[4]; /* another policy's: numbers or pointers */
    };

    /* Saved context. Owner: sched.c; process.c, fork.c and exec.c make the first one. */
    uint32_t kernel_esp;       /* while it does not run: where context_switch saved its registers */
    uint32_t kernel_stack_top; /* its trap frame lies right below */

    /* Memory. Owner: fork.c, exec.c, exit.c. */
    struct address_space *space; /* NULL for idle and zombies */

    /* Family tree. Owner: process.c, exit.c, wait.c. */
    struct pcb *parent;
    struct list children; /* alive */
    struct list zombies;  /* dead, in the order in which they died */
    struct list sibling_link;
    struct wait_queue child_changed; /* here it waits for its children */
    int exit_status;                 /* wait4's status word */

    /* Signals. Owner: signal.c, process.c; wait.c takes stop_signal away when it has reported it. */
    int fatal_signal; /* it shall end by this signal at the next way to user mode; 0: none */
    int stop_signal;  /* it was stopped by this signal, not yet reported to the parent; 0: nothing to report */

    /* Open files and semaphores. Owner: file.c, family.c. */
    struct open_file *files[OPEN_FILES_MAX];
    struct family *family;

    /* Accounting, in timer ticks. Owner: tick.c, sched.c (switches), wait.c (children's). */
    uint32_t user_ticks, kernel_ticks;
    uint32_t children_user_ticks, children_kernel_ticks;
    uint32_t switches; /* times it was given the CPU */
};

/* The registers that it had in user mode. Valid while it is in the kernel. */
static inline struct trapframe *process_trapframe(const struct pcb *process) {
    return trapframe_at_stack_top(process->kernel_stack_top);
}

/* The process on a queue (ready queue or wait queue) that this link belongs to. */
static inline struct pcb *process_on_queue(struct list *link) {
    return list_entry(link, struct pcb, queue_link);
}

static inline struct pcb *process_of_sibling(struct list *link) {
    return list_entry(link, struct pcb, sibling_link);
}
