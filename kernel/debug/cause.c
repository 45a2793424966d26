/* From what is sure to what is only likely: a stack that overflowed, damaged lists, then what the fault or the failed
 * assertion tells by itself. */
#include "kernel/debug/cause.h"
#include "arch/x86/cpu.h"
#include "arch/x86/idt.h"
#include "arch/x86/paging.h"
#include "kernel/debug/inspect.h"
#include "kernel/debug/symbols.h"
#include "kernel/debug/why.h"
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/mm/kernel_stack.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"

/* What a panic's words mean. Of an assertion it is the condition. */
static const struct {
    const char *words, *cause;
} known[] = {
    {"list_is_linked(element)", "it was on no list: removed twice, or never inserted"},
    {"!list_is_linked(element)", "it was on a list already, and one pair of links can be on one list only"},
    {"!list_is_empty(element)", "the head of a list was removed as if it were an element"},
    {"element->next->previous == element", "a list is damaged: something wrote over a link"},
    {"element->previous->next == element", "a list is damaged: something wrote over a link"},
    {"interrupts_enabled()", "P may sleep, but was called with interrupts off: inside another primitive, or in an "
                             "interrupt handler; or an irq_save has no irq_restore"},
    {"!interrupts_enabled() && !in_interrupt",
     "a switch with interrupts on, or in an interrupt handler: a tick could come between its steps"},
    {"!interrupts_enabled()", "a wait queue was changed with interrupts on: an interrupt could come between its steps"},
    {"process_next_states[process->state] & 1u << state",
     "the diagram of states in kernel/proc/pcb.h has no such arrow: woken twice, or a queue holds who is not ready"},
    {"process->state == PROC_BLOCKED",
     "somebody was woken who does not wait: woken twice, or its state was written over"},
    {"current->state != PROC_RUNNING || current == &idle",
     "schedule() was called before the current process was made ready, blocked or a zombie"},
    {"process->state == PROC_READY && !process->is_suspended", "somebody who is not ready was put on the ready queue"},
    {"a zombie was given the CPU", "a return on the stack of a process that has ended: it was still on a queue"},
};

static const char *cause_of_words(const char *words) {
    static const char assertion[] = "assertion failed: ";
    if (strncmp(words, assertion, sizeof assertion - 1) == 0) {
        words += sizeof assertion - 1;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(words, known[i].words) == 0) {
            return known[i].cause;
        }
    }
    return NULL;
}

static const char *cause_of_page_fault(const struct trapframe *fault, uint32_t address) {
    extern char kernel_start[], kernel_readonly_end[];
    if (address < PAGE_BYTES) {
        return fault->eip == address ? "a function pointer that is NULL was called"
                                     : "a null pointer was followed: cr2 is the offset of the field";
    }
    if (fault->eip == address) {
        return "a jump to where no code is: a damaged function pointer or return address";
    }
    if (address < USER_END) {
        return "a pointer of user mode was followed, not copy_from_user or copy_to_user called";
    }
    if (address >= (uint32_t)kernel_start && address < (uint32_t)kernel_readonly_end) {
        return "something wrote into the kernel's code or constants, which are read-only";
    }
    return address >= KERNEL_STACKS_START ? "a kernel stack was used after it was freed"
                                          : "a wild pointer: there is no memory at the address in cr2";
}

static const char *cause_of_fault(const struct trapframe *fault, uint32_t address) {
    switch (fault->vector) {
    case EXCEPTION_PAGE_FAULT:
        return cause_of_page_fault(fault, address);
    case EXCEPTION_DOUBLE_FAULT:
        if (trapframe_is_user(fault)) {
            return "the stack on which traps from user mode begin is not mapped: tss_set_kernel_stack";
        }
        return paging_is_mapped(fault->esp - 4) ? NULL
                                                : "esp points to where no stack is: freed while in use, or damaged";
    case EXCEPTION_PROTECTION:
        return strcmp(symbol_name(fault->eip), "trap_entry") == 0
                   ? "the way back to user mode failed: its trap frame is damaged"
                   : "a segment register was loaded with what is no segment";
    case EXCEPTION_INVALID_OPCODE:
        return "these bytes are no instruction: a jump into data, or a place that the compiler takes for unreachable";
    case EXCEPTION_DIVIDE:
        return "a division by zero, or a quotient that is too large";
    default:
        return NULL;
    }
}

/* While somebody runs, a deadlock of others is not why it does not end; the report of all processes tells of it. */
static const char *cause_of_hang(char *text, size_t size, const struct trapframe *fault) {
    const struct pcb *process = inspect_current();
    bool is_off = !(fault->eflags & EFLAGS_INTERRUPT);
    if (!process) {
        return "memory is damaged: something wrote over the pointer to the current process";
    }
    if (trapframe_is_user(fault)) {
        format_buffer(text, size, "pid %d (%.15s) computes in user mode, and does not end", process->pid,
                      process->name);
        return text;
    }
    size_t length = 0;
    if (process->pid == PID_IDLE) {
        length = (size_t)format_buffer(text, size, "a deadlock: ");
        if (why_deadlock(text + length, size - length)) {
            return text;
        }
        static const char words[] =
            "all processes wait, and none for another in a circle of P: see what each waits for";
        length = (size_t)format_buffer(text, size, is_off ? "%s; or " : "%s", words);
    }
    if (process->pid != PID_IDLE || is_off) { /* in idle's time: an interrupt handler, maybe only at this moment */
        format_buffer(text + length, size - length,
                      "the kernel loops with interrupts %s: in %s, or in a function that called it",
                      is_off ? "off" : "on", symbol_name(fault->eip));
    }
    return text;
}

static bool is_damaged(const struct list *link) {
    return list_is_linked(link) && !inspect_is_linked(link);
}

/* The first process that is no process any more, or whose links do not fit its neighbours'. */
static const char *find_damage(char *text, size_t size) {
    for (int32_t pid = PID_INIT; pid <= PID_MAX; pid++) {
        const struct pcb *process = inspect_process(pid);
        if (!process && !process_find(pid)) {
            continue;
        }
        const char *part = !process                             ? "the PCB"
                           : is_damaged(&process->queue_link)   ? "queue_link"
                           : is_damaged(&process->all_link)     ? "all_link"
                           : is_damaged(&process->sibling_link) ? "sibling_link"
                                                                : NULL;
        if (part) {
            format_buffer(text, size, "memory is damaged: something wrote over %s of pid %d, or over a neighbour", part,
                          pid);
            return text;
        }
    }
    return NULL;
}

bool cause_find(char *text, size_t size, const char *words, const struct trapframe *fault, uint32_t address) {
    const char *cause = NULL;
    if (fault && fault->vector == EXCEPTION_NMI) {
        cause = cause_of_hang(text, size, fault);
    } else if (fault && kernel_stack_is_guard(address)) {
        cause = "a kernel stack overflowed: a recursion without end, or too large local variables";
    } else {
        cause = find_damage(text, size);
    }
    if (!cause) {
        cause = fault ? cause_of_fault(fault, address) : cause_of_words(words);
    }
    if (cause && cause != text) {
        string_copy(text, cause, size);
    }
    return cause != NULL;
}
