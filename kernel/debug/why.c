#include "kernel/debug/why.h"
#include "kernel/abi/wait.h"
#include "kernel/debug/inspect.h"
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
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
static void say_pids(struct text *text, const struct pids *pids) {
    for (uint32_t i = 0; i < pids->count && i < NAMED_MOST; i++) {
        const char *before = i == 0 ? "" : i + 1 == pids->count ? " and " : ", ";
        say(text, "%s%d", before, pids->named[i]);
    }
    if (pids->count > NAMED_MOST) {
        say(text, " and %u more", pids->count - NAMED_MOST);
    }
}

/* Does anybody know when and how its state changed last? */
static bool is_told(const struct pcb *process) {
    return process->changed_reason != 0;
}

/* The whole of a tick of which only the low half was kept. */
static uint64_t whole_tick(uint32_t low) {
    return ticks_now() - ((uint32_t)ticks_now() - low);
}

/* " for 3 ticks": since its state changed last. */
static void say_how_long(struct text *text, const struct pcb *process) {
    uint32_t ticks = (uint32_t)ticks_now() - process->changed_tick;
    if (is_told(process)) {
        say(text, ticks == 0 ? " since this tick" : ticks == 1 ? " for %u tick" : " for %u ticks", ticks);
    }
}

/* Who stands before the process on its queue. False if the queue is damaged. */
static bool find_ahead(const struct pcb *process, struct pcb *first, struct pcb *next(struct pcb *),
                       struct pids *ahead) {
    for (struct pcb *other = first; other != process; other = next(other)) {
        if (ahead->count == PID_MAX || !inspect_is_memory(other, sizeof *other) ||
            !inspect_is_linked(&other->queue_link)) {
            return false;
        }
        add(ahead, other->pid);
    }
    return true;
}

static struct pcb *next_waiter(struct pcb *process) {
    return process_on_queue(process->queue_link.next);
}

/* "P(fork 2)", "wait", ... */
static void say_wait(struct text *text, uint32_t reason, uint32_t object) {
    static const char *const names[] = {"wait", "sleep", "read", "write"};
    char label[INSPECT_LABEL_BYTES];
    if (reason == REASON_P) {
        say(text, "P(%s)", inspect_label((int32_t)object, label));
    } else {
        say(text, "%s", reason >= REASON_WAIT && reason <= REASON_WRITE ? names[reason - REASON_WAIT] : "?");
    }
}

/* How it became READY, by the reason; after a wait that ended well, by what it waited for. A sentence that ends in a
 * space goes on with the wait. */
static void say_how_it_came(struct text *text, const struct pcb *process) {
    static const char *const sentences[] = {
        [REASON_FORKED] = "; %d has not run yet",
        [REASON_SLICE_ENDED] = "; %d left the CPU when its slice ended",
        [REASON_YIELDED] = "; %d left the CPU when it yielded",
        [REASON_PREEMPTED] = "; %d left the CPU when a better process became ready",
        [REASON_SUSPENDED] = "; %d left the CPU when it was suspended",
        [REASON_P] = "; %d's V let %d through ",
        [REASON_WAIT] = "; %d was woken from ",
        [REASON_SLEEP] = "; %d's sleep is over",
        [REASON_READ] = "; %d's input has come",
        [REASON_WRITE] = "; %d was woken from ",
        [REASON_DESTROYED] = "; %d destroyed what %d waited for in ",
        [REASON_INTERRUPTED] = "; a signal ended %d's ",
    };
    uint32_t reason = process->changed_reason == REASON_WOKEN ? process->waited_reason : process->changed_reason;
    const char *sentence = reason <= REASON_INTERRUPTED ? sentences[reason] : NULL;
    if (sentence) {
        bool is_deed = reason == REASON_P || reason == REASON_DESTROYED;
        say(text, sentence, is_deed ? process->changed_by : process->pid, process->pid);
        if (sentence[strlen(sentence) - 1] == ' ') {
            say_wait(text, process->waited_reason, process->waited_object);
        }
    }
}

static void say_stopped(struct text *text, const struct pcb *process) {
    say(text, "suspended since tick %llu by ", whole_tick(process->suspended_tick));
    say(text, process->suspended_by != 0 ? "%d" : "the kernel", process->suspended_by);
}

static void say_ready(struct text *text, const struct pcb *process) {
    say(text, "READY");
    if (process->is_suspended) {
        say(text, " but ");
        say_stopped(text, process);
        say(text, ": it waits for SIGCONT");
        return;
    }
    say_how_long(text, process);
    const struct pcb *runs = inspect_current();
    say(text, runs && runs->pid != PID_IDLE ? ": %d runs, " : ": nobody runs yet, ", runs ? runs->pid : PID_IDLE);
    struct pids ahead = {.count = 0};
    if (!find_ahead(process, sched_policy()->first(), sched_policy()->next, &ahead)) {
        say(text, "the ready queue is damaged behind %u processes", ahead.count);
    } else if (ahead.count == 0) {
        say(text, "it is next");
    } else {
        say_pids(text, &ahead);
        say(text, ahead.count == 1 ? " is ahead" : " are ahead");
    }
    say_how_it_came(text, process);
}

/* The children that wait4's first argument means; it is still where the process entered the kernel. */
static void say_children(struct text *text, const struct pcb *process) {
    struct pids children = {.count = 0};
    const struct trapframe *frame = process_trapframe(process);
    int32_t which = inspect_is_memory(frame, sizeof *frame) ? (int32_t)frame->ebx : -1;
    int32_t group = which == 0 ? process->group : -which;
    uint32_t steps = 0;
    for (struct list *link = process->children.next; link != &process->children; link = link->next) {
        const struct pcb *one = process_of_sibling(link);
        if (steps++ == PID_MAX || !inspect_is_linked(link) || !inspect_is_memory(one, sizeof *one)) {
            say(text, ": the list of its children is damaged");
            return;
        }
        if (which == -1 || (which > 0 ? one->pid == which : one->group == group)) {
            add(&children, one->pid);
        }
    }
    if (children.count == 0) {
        say(text, ": it has no child to wait for");
        return;
    }
    say(text, children.count == 1 ? ": its child " : ": its children ");
    say_pids(text, &children);
    say(text, children.count == 1 ? " has not ended" : " have not ended");
}

static void say_holder(struct text *text, const struct pcb *process, const struct wait_queue *queue) {
    struct pids ahead = {.count = 0};
    const struct named_semaphore *semaphore = inspect_semaphore((int32_t)queue->object);
    if (find_ahead(process, process_on_queue(queue->waiters.next), next_waiter, &ahead) && ahead.count > 0) {
        say(text, ", behind ");
        say_pids(text, &ahead);
    }
    if (semaphore && is_told(process)) {
        int32_t last = semaphore->passed_last;
        say(text, last != 0 ? "; %d passed it last" : "; nobody has passed it yet", last);
    }
}

static void say_blocked(struct text *text, const struct pcb *process) {
    const struct wait_queue *queue = process->waiting_on;
    if (!inspect_is_memory(queue, sizeof *queue)) {
        say(text, "BLOCKED, but the pointer to its wait queue is damaged");
        return;
    }
    say(text, "BLOCKED in ");
    say_wait(text, queue->reason, queue->object);
    if (is_told(process)) {
        const char *since = queue->reason == REASON_P ? ", held up since tick %llu" : " since tick %llu";
        say(text, since, whole_tick(process->changed_tick));
    }
    if (queue->reason == REASON_P) {
        say_holder(text, process, queue);
    } else if (queue->reason == REASON_WAIT) {
        say_children(text, process);
    } else if (queue->reason == REASON_SLEEP) {
        say(text, ", until tick %llu", process->wake_tick);
    } else {
        say(text, queue->reason == REASON_READ ? ": no input has come" : ": there is no room for its output");
    }
    if (process->is_suspended) {
        say(text, "; it is also ");
        say_stopped(text, process);
    }
}

static void say_zombie(struct text *text, const struct pcb *process) {
    int status = process->exit_status;
    say(text, "a ZOMBIE");
    if (is_told(process)) {
        say(text, " since tick %llu", whole_tick(process->changed_tick));
    }
    say(text, WIFEXITED(status) ? " (exit %d)" : " (signal %d)",
        WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    say(text, ": its parent %d has not waited for it", inspect_parent(process));
}

int why(char *text, size_t size, int32_t pid) {
    struct text sentence = {text, size, 0};
    const struct pcb *process = inspect_process(pid);
    if (!process) {
        return format_buffer(text, size, "there is no process %d", pid);
    }
    say(&sentence, "%d is ", pid);
    switch (process->state) {
    case PROC_NEW:
        say(&sentence, "NEW: %d is forking it", inspect_parent(process));
        return (int)sentence.length;
    case PROC_READY:
        say_ready(&sentence, process);
        break;
    case PROC_RUNNING:
        say(&sentence, "RUNNING");
        say_how_long(&sentence, process);
        break;
    case PROC_BLOCKED:
        say_blocked(&sentence, process);
        break;
    case PROC_ZOMBIE:
        say_zombie(&sentence, process);
        break;
    }
    if (!is_told(process)) {
        say(&sentence, " (the trace is off: nobody knows since when)");
    }
    return (int)sentence.length;
}

/* The lock in whose P the process waits, if somebody passed it and has not given its unit back; else NULL. Of other
 * semaphores nobody knows who will do V. */
static const struct named_semaphore *held_semaphore(const struct pcb *process) {
    if (!process || process->state != PROC_BLOCKED ||
        !inspect_is_memory(process->waiting_on, sizeof *process->waiting_on) ||
        process->waiting_on->reason != REASON_P) {
        return NULL;
    }
    const struct named_semaphore *semaphore = inspect_semaphore((int32_t)process->waiting_on->object);
    bool is_held = semaphore && semaphore->is_lock && semaphore->passed_last != 0 && !semaphore->is_given_back;
    return is_held ? semaphore : NULL;
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
