#include "kernel/debug/events.h"
#include "arch/x86/idt.h"
#include "kernel/abi/wait.h"
#include "kernel/debug/inspect.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/color.h"
#include "kernel/lib/printk.h"
#include "kernel/syscall/dispatch.h"
#include <stddef.h>

/* Words for the numbers of trace.h. */
static const char *const states[] = {"NEW", "READY", "RUNNING", "BLOCKED", "ZOMBIE"};
static const char *const reasons[] = {
    "?",    "forked", "picked", "slice ended", "yielded", "preempted", "suspended", "blocked",   "exited",
    "idle", "P",      "wait",   "sleep",       "read",    "write",     "woken",     "destroyed", "interrupted",
};
static const char *const operations[] = {"?", "create", "P", "V", "try", "destroy", "label"};

#define WORD(table, index) ((index) < sizeof(table) / sizeof *(table) ? (table)[index] : "?")

static const struct trace_record *record_at(uint32_t index) {
    return &trace_ring[index % TRACE_RING_RECORDS];
}

static const char *text_of(const struct trace_record *record) {
    return (const char *)&record->words[TRACE_TEXT_WORD];
}

/* The name that the process had then: of its last exec before, or its parent's; if the ring does not tell, today's. */
static const char *name_at(uint32_t index, int32_t pid) {
    for (uint32_t back = 0; back < TRACE_RING_RECORDS && back <= index && pid != PID_IDLE; back++) {
        const struct trace_record *record = record_at(index - back);
        if (record->kind == TRACE_EXEC && record->pid == pid) {
            return text_of(record);
        }
        if (record->kind == TRACE_FORK && (int32_t)record->words[0] == pid) {
            pid = record->pid;
        }
    }
    const struct pcb *process = inspect_process(pid);
    return pid == PID_IDLE ? "idle" : process ? process->name : "?";
}

/* A number of which nobody knows whether it is an address. */
static void print_number(uint32_t word) {
    bool is_small = word + 0x10000 < 0x20000;
    printk(is_small ? "%d" : "0x%x", word);
}

static void print_call(const uint32_t *words, bool has_returned) {
    const char *name = system_call_name(words[0]);
    if (name) {
        printk("%s", name);
    } else {
        printk("system_call_%u", words[0]);
    }
    if (has_returned) {
        printk(" = ");
        print_number(words[1]);
    } else {
        printk("(...)");
    }
}

static void print_status(uint32_t status) {
    if (WIFEXITED(status)) {
        printk("exit %u", WEXITSTATUS(status));
    } else {
        printk("signal %u", WTERMSIG(status));
    }
}

static void print_state(const struct trace_record *record, const char *waker) {
    const uint32_t *words = record->words;
    printk("%s -> %s  ", WORD(states, words[0]), WORD(states, words[1]));
    char label[INSPECT_LABEL_BYTES];
    if (words[2] == REASON_P) {
        printk("in P on %s", inspect_label((int32_t)words[4], label));
    } else if (words[1] == PROC_BLOCKED) {
        printk("in %s", WORD(reasons, words[2]));
    } else if (words[3] != 0) {
        printk("%s by %d %s", WORD(reasons, words[2]), words[3], waker);
    } else {
        printk("%s", WORD(reasons, words[2]));
    }
}

static void print_semaphore(const struct trace_record *record) {
    const uint32_t *words = record->words;
    char label[INSPECT_LABEL_BYTES];
    printk("%s %s  ", WORD(operations, words[0]), inspect_label((int32_t)words[1], label));
    printk((int32_t)words[3] < 0 ? "fails: %d" : "value %d", (int32_t)words[3] < 0 ? words[3] : words[2]);
}

static void print_words(const struct trace_record *record, uint32_t index) {
    const uint32_t *words = record->words;
    switch (record->kind) {
    case TRACE_HEADER:
        printk("the trace begins");
        break;
    case TRACE_FORK:
        printk("forks %d", words[0]);
        break;
    case TRACE_EXEC:
        printk("becomes %s", text_of(record));
        break;
    case TRACE_EXIT:
        printk("ends: ");
        print_status(words[0]);
        break;
    case TRACE_REAP:
        printk("reaps %d %s: ", words[0], name_at(index, (int32_t)words[0]));
        print_status(words[1]);
        break;
    case TRACE_STATE:
        print_state(record, name_at(index, (int32_t)words[3]));
        break;
    case TRACE_SUSPEND:
        printk("%s by %d %s", words[0] ? "suspended" : "resumed", words[1], name_at(index, (int32_t)words[1]));
        break;
    case TRACE_SWITCH:
        printk("switch %d %s => %d %s  %s", words[0], name_at(index, (int32_t)words[0]), words[1],
               name_at(index, (int32_t)words[1]), WORD(reasons, words[2]));
        break;
    case TRACE_TICK:
        printk("tick in %s", words[0] ? "user mode" : "the kernel");
        break;
    case TRACE_SYSCALL_ENTER:
    case TRACE_SYSCALL_LEAVE:
        print_call(words, record->kind == TRACE_SYSCALL_LEAVE);
        break;
    case TRACE_SEMAPHORE:
        print_semaphore(record);
        break;
    case TRACE_MARK:
        printk("mark %s %d", text_of(record), words[0]);
        break;
    case TRACE_SIGNAL:
        printk("signal %u from %d %s", words[0], words[1], name_at(index, (int32_t)words[1]));
        break;
    case TRACE_FAULT:
        printk("%s at 0x%x, error code 0x%x, cr2 0x%x", exception_name(words[0]), record->eip, words[1], words[2]);
        break;
    case TRACE_GROUP:
        printk("enters group %d", words[0]);
        break;
    }
}

void events_print(uint32_t count) {
    if (trace_mode == TRACE_OFF) {
        printk("no events are recorded: boot without trace=off to see the last ones here\n");
        return;
    }
    count = count < trace_ring_count ? count : trace_ring_count;
    printk("%sthe last %u events:%s\n", color(COLOR_CYAN), count, color(COLOR_NONE));
    for (uint32_t index = trace_ring_count - count; index != trace_ring_count; index++) {
        const struct trace_record *record = record_at(index);
        printk("  tick %6llu  pid %5d %-15s  ", record->ticks, record->pid, name_at(index, record->pid));
        print_words(record, index);
        printk("\n");
    }
}
