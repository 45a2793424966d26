/* The trace: fixed-size little-endian records of everything the kernel decides.
 *
 * trace=memory keeps the last records in a ring; trace=on also writes each to port 0xe9 (QEMU: -debugcon file:F).
 * tools/trace reads the names of the enumerators below from this file, so they are the words that a person sees.
 * Numbers are part of the format: append, never renumber; a change of layout changes TRACE_VERSION. */
#pragma once
#include <stdint.h>

#define TRACE_VERSION 1
#define TRACE_MAGIC 0x4e424f52 /* "ROBN" */
#define TRACE_WORDS 9
#define TRACE_TEXT_WORD 5   /* words[5] to words[8] hold the text of the kinds that have one */
#define TRACE_TEXT_BYTES 16 /* NUL-padded; the last byte is always NUL */

struct trace_record {
    uint64_t tsc;   /* the CPU's time-stamp counter */
    uint64_t ticks; /* timer ticks since boot */
    uint32_t kind;  /* enum trace_kind */
    int32_t pid;    /* the process that the record is about; 0 is idle, or the kernel before the first process */
    uint32_t eip;   /* where the current process is in user mode; 0 if nowhere */
    uint32_t words[TRACE_WORDS];
};

_Static_assert(sizeof(struct trace_record) == 64, "a trace record is 64 bytes");

/* What the words mean stands beside each kind, from words[0] on. */
enum trace_kind {
    TRACE_HEADER = 1,  /* TRACE_MAGIC, TRACE_VERSION, hz, quantum in ticks; text: the policy's name. Comes first */
    TRACE_FORK = 2,    /* the child's pid. pid: the parent */
    TRACE_EXEC = 3,    /* text: the program's name */
    TRACE_EXIT = 4,    /* wait4's status word */
    TRACE_REAP = 5,    /* the dead child's pid, its status word. pid: the parent */
    TRACE_STATE = 6,   /* from, to (proc_state), reason (trace_reason), who woke it or 0, object: a semaphore's id */
    TRACE_SUSPEND = 7, /* 1 suspended or 0 resumed, pid of who did it */
    TRACE_SWITCH = 8,  /* from pid, to pid, reason (trace_reason). pid: the one left */
    TRACE_TICK = 9,    /* 1 if the tick interrupted user mode. pid: the process that pays for it */
    TRACE_SYSCALL_ENTER = 10, /* number, six arguments, the return addresses of who called and who called that, or 0 */
    TRACE_SYSCALL_LEAVE = 11, /* number, result */
    TRACE_SEMAPHORE = 12,     /* operation (trace_semaphore), id, value after it, result; text: the label, if any */
    TRACE_MARK = 13,          /* value; text: the label */
    TRACE_SIGNAL = 14,        /* signal number, sender's pid (0: the console or the kernel). pid: the receiver */
    TRACE_FAULT = 15,         /* vector, error code, cr2. pid: the process at fault */
    TRACE_GROUP = 16,         /* process group. pid: the process that entered it */
};

/* A process's state. A suspended process is READY or BLOCKED with a flag beside: the textbook's seven states. */
enum proc_state {
    PROC_NEW = 0,
    PROC_READY = 1,
    PROC_RUNNING = 2,
    PROC_BLOCKED = 3,
    PROC_ZOMBIE = 4,
};

/* Why a state changed, or why the CPU went to another process. */
enum trace_reason {
    REASON_FORKED = 1,      /* NEW -> READY */
    REASON_PICKED = 2,      /* READY -> RUNNING */
    REASON_SLICE_ENDED = 3, /* RUNNING -> READY, and SWITCH, as are the next three */
    REASON_YIELDED = 4,
    REASON_PREEMPTED = 5,    /* a better process became ready */
    REASON_SUSPENDED = 6,    /* the running process was stopped */
    REASON_BLOCKED = 7,      /* SWITCH: it waits; the STATE record before it says for what */
    REASON_EXITED = 8,       /* RUNNING -> ZOMBIE, and SWITCH */
    REASON_IDLE = 9,         /* SWITCH away from idle: somebody became ready */
    REASON_P = 10,           /* RUNNING -> BLOCKED: in P; object: the semaphore's id */
    REASON_WAIT = 11,        /* RUNNING -> BLOCKED: in wait, for a child */
    REASON_SLEEP = 12,       /* RUNNING -> BLOCKED: until a deadline */
    REASON_READ = 13,        /* RUNNING -> BLOCKED: for input */
    REASON_WRITE = 14,       /* RUNNING -> BLOCKED: for room in an output buffer */
    REASON_WOKEN = 15,       /* BLOCKED -> READY: what it waited for has come */
    REASON_DESTROYED = 16,   /* BLOCKED -> READY: the semaphore was destroyed */
    REASON_INTERRUPTED = 17, /* BLOCKED -> READY: a signal ends the wait */
};

enum trace_semaphore {
    SEMAPHORE_CREATE = 1,
    SEMAPHORE_P = 2, /* passed, or failed, as the result says; the wait before it is a STATE record */
    SEMAPHORE_V = 3,
    SEMAPHORE_TRY = 4,
    SEMAPHORE_DESTROY = 5,
    SEMAPHORE_LABEL = 6,
};
