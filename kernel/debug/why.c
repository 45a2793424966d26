#include "kernel/debug/why.h"
#include "kernel/debug/inspect.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/format.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"

#define NAMED_MOST 3    /* of a list of processes; the others are only counted */
#define CIRCLE_MOST 100 /* processes that wait for one another */

/* Text that grows; what has no room is cut. */
struct text {
    char *start;
    size_t size, length;
};

__attribute__((format(printf, 2, 3))) static void say(struct text *text, const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    size_t room = text->size - text->length;
    size_t length = (size_t)format_buffer_arguments(text->start + text->length, room, pattern, arguments);
    va_end(arguments);
    text->length += length < room ? length : room - 1;
}

struct pids {
    int32_t named[NAMED_MOST];
    uint32_t count;
};

static void add(struct pids *pids, int32_t pid) {
    if (pids->count < NAMED_MOST) {
        pids->named[pids->count] = pid;
    }
    pids->count++;
}

/* "6", "6 and 7", "6, 7 and 8", "6, 7, 8 and 4 more". */
static void say_pids(struct text *text, const struct pids *pids, const char *conjunction) {
    for (uint32_t i = 0; i < pids->count && i < NAMED_MOST; i++) {
        const char *before = i == 0 ? "" : i + 1 == pids->count ? conjunction : ", ";
        say(text, "%s%d", before, pids->named[i]);
    }
    if (pids->count > NAMED_MOST) {
        say(text, "%s%u more", conjunction, pids->count - NAMED_MOST);
    }
}

/* When the process's state changed last. */
static uint64_t since(const struct pcb *process) {
    return ticks_now() - ((uint32_t)ticks_now() - process->changed_tick);
}

static void say_who_is_ahead(struct text *text, const struct pcb *process) {
    struct pids ahead = {.count = 0};
    struct pcb *other = sched_policy()->first();
    while (other != process && ahead.count < PID_MAX) {
        if (!inspect_is_memory(other, sizeof *other) || !inspect_is_linked(&other->queue_link)) {
            say(text, "the ready queue is damaged behind %u processes", ahead.count);
            return;
        }
        add(&ahead, other->pid);
        other = sched_policy()->next(other);
    }
    if (ahead.count == 0) {
        say(text, "it is next");
        return;
    }
    say_pids(text, &ahead, " and ");
    say(text, ahead.count == 1 ? " is ahead" : " are ahead");
}

static void say_how_it_became_ready(struct text *text, const struct pcb *process) {
    static const char *const left[] = {
        [REASON_SLICE_ENDED] = "when its slice ended",
        [REASON_YIELDED] = "when it yielded",
        [REASON_PREEMPTED] = "to a better process",
        [REASON_SUSPENDED] = "when it was suspended",
    };
    switch (process->changed_reason) {
    case REASON_FORKED:
        say(text, "%d has not run yet", process->pid);
        break;
    case REASON_SLICE_ENDED:
    case REASON_YIELDED:
    case REASON_PREEMPTED:
    case REASON_SUSPENDED:
        say(text, "%d left the CPU %s", process->pid, left[process->changed_reason]);
        break;
    case REASON_DESTROYED:
        say(text, "%d destroyed what it waited for", process->changed_by);
        break;
    case REASON_INTERRUPTED:
        say(text, "a signal ended its wait");
        break;
    default:
        if (process->changed_by != 0) {
            say(text, "%d woke it", process->changed_by);
        } else {
            say(text, "an interrupt woke it");
        }
    }
}

static void say_who_suspended(struct text *text, const struct pcb *process) {
    if (process->stopped_by != 0) {
        say(text, "suspended by %d since tick %llu", process->stopped_by, process->stopped_tick);
    } else {
        say(text, "suspended by a key since tick %llu", process->stopped_tick);
    }
}

static void say_ready(struct text *text, const struct pcb *process) {
    if (process->is_suspended) {
        say(text, "READY, but ");
        say_who_suspended(text, process);
        return;
    }
    uint32_t ticks = (uint32_t)ticks_now() - process->changed_tick;
    say(text, "READY");
    if (process->changed_reason != 0) {
        say(text, ticks == 0 ? " for less than a tick" : ticks == 1 ? " for 1 tick" : " for %u ticks", ticks);
    }
    if (current->pid != PID_IDLE) {
        say(text, ": %d runs, ", current->pid);
    } else {
        say(text, ": nobody runs, ");
    }
    say_who_is_ahead(text, process);
    if (process->changed_reason != 0) {
        say(text, "; ");
        say_how_it_became_ready(text, process);
    }
}

static void say_children(struct text *text, const struct pcb *process) {
    struct pids children = {.count = 0};
    for (const struct pcb *child = inspect_process_from(PID_INIT); child;
         child = inspect_process_from(child->pid + 1)) {
        if (child->parent == process && child->state != PROC_ZOMBIE) {
            add(&children, child->pid);
        }
    }
    say(text, ", until ");
    say_pids(text, &children, " or ");
    say(text, children.count > NAMED_MOST + 1 ? " end" : " ends");
}

static void say_blocked(struct text *text, const struct pcb *process) {
    const struct wait_queue *queue = process->waiting_on;
    if (!inspect_is_memory(queue, sizeof *queue)) {
        say(text, "BLOCKED, but the pointer to what it waits for is damaged");
        return;
    }
    const struct named_semaphore *semaphore =
        queue->reason == REASON_P ? inspect_semaphore((int32_t)queue->object) : NULL;
    char label[INSPECT_LABEL_BYTES];
    static const char *const waits[] = {
        [REASON_WAIT] = "wait", [REASON_SLEEP] = "sleep", [REASON_READ] = "read", [REASON_WRITE] = "write"};
    if (queue->reason == REASON_P) {
        say(text, "BLOCKED in P(%s)", inspect_label((int32_t)queue->object, label));
    } else {
        say(text, "BLOCKED in %s", waits[queue->reason]);
    }
    if (process->changed_reason != 0) {
        say(text, ", held up since tick %llu", since(process));
    }
    switch (queue->reason) {
    case REASON_P:
        if (semaphore && semaphore->passed_last != 0) {
            say(text, "; %d passed it last", semaphore->passed_last);
        } else if (process->changed_reason != 0) {
            say(text, "; nobody has passed it");
        }
        break;
    case REASON_WAIT:
        say_children(text, process);
        break;
    case REASON_SLEEP:
        say(text, ", until tick %llu", process->wake_tick);
        break;
    case REASON_READ:
        say(text, ", until somebody types");
        break;
    default:
        say(text, ", until the console has room");
    }
    if (process->is_suspended) {
        say(text, "; ");
        say_who_suspended(text, process);
    }
}

int why(char *text, size_t size, int32_t pid) {
    struct text sentence = {text, size, 0};
    const struct pcb *process = inspect_process(pid);
    if (!process) {
        return format_buffer(text, size, "there is no process %d", pid);
    }
    say(&sentence, "%d is ", pid);
    bool is_told = process->changed_reason != 0;
    switch (process->state) {
    case PROC_NEW:
        say(&sentence, "NEW: it is still being made");
        break;
    case PROC_READY:
        say_ready(&sentence, process);
        break;
    case PROC_RUNNING:
        say(&sentence, is_told ? "RUNNING since tick %llu" : "RUNNING", since(process));
        break;
    case PROC_BLOCKED:
        say_blocked(&sentence, process);
        break;
    case PROC_ZOMBIE:
        say(&sentence, is_told ? "a ZOMBIE since tick %llu" : "a ZOMBIE", since(process));
        say(&sentence, ": its parent %d has not waited for it", process->parent->pid);
        break;
    }
    if (!is_told && process->state != PROC_NEW) {
        say(&sentence, " (boot without trace=off to know since when)");
    }
    return (int)sentence.length;
}

/* The semaphore in whose P the process waits, if somebody passed it and has not given its unit back; else NULL. */
static const struct named_semaphore *held_semaphore(const struct pcb *process) {
    if (!process || process->state != PROC_BLOCKED ||
        !inspect_is_memory(process->waiting_on, sizeof *process->waiting_on) ||
        process->waiting_on->reason != REASON_P) {
        return NULL;
    }
    const struct named_semaphore *semaphore = inspect_semaphore((int32_t)process->waiting_on->object);
    return semaphore && semaphore->passed_last != 0 && !semaphore->is_given_back ? semaphore : NULL;
}

/* Goes from each process to the one it waits for, until it comes back to where it began, or no further. */
bool why_deadlock(char *text, size_t size) {
    for (const struct pcb *first = inspect_process_from(PID_INIT); first;
         first = inspect_process_from(first->pid + 1)) {
        struct text sentence = {text, size, 0};
        const struct pcb *process = first;
        const struct named_semaphore *semaphore;
        for (int step = 0; step < CIRCLE_MOST && (semaphore = held_semaphore(process)); step++) {
            char label[INSPECT_LABEL_BYTES];
            say(&sentence, "%s%d waits in P(%s), which %d passed last", step == 0 ? "" : "; ", process->pid,
                inspect_label(semaphore->id, label), semaphore->passed_last);
            process = inspect_process(semaphore->passed_last);
            if (process == first) {
                return true;
            }
        }
    }
    return false;
}
