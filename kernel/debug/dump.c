#include "kernel/debug/dump.h"
#include "kernel/debug/symbols.h"
#include "kernel/lib/format.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/proc/state.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"
#include "kernel/sync/family.h"
#include "kernel/sync/wait_queue.h"

#define BACKTRACE_DEPTH 16

void dump_registers(const struct trapframe *frame) {
    printk("eax %08x ebx %08x ecx %08x edx %08x\nesi %08x edi %08x ebp %08x eip %08x\n", frame->eax, frame->ebx,
           frame->ecx, frame->edx, frame->esi, frame->edi, frame->ebp, frame->eip);
    printk("cs %02x ds %02x es %02x fs %02x gs %02x eflags %08x\n", frame->cs, frame->ds, frame->es, frame->fs,
           frame->gs, frame->eflags);
}

/* Is the address inside the current kernel stack, or the boot stack? A damaged frame pointer must not fault again. */
static bool is_on_stack(uint32_t address) {
    extern char kernel_start[], kernel_end[];
    bool is_current =
        address >= current->kernel_stack_top - KERNEL_STACK_BYTES && address < current->kernel_stack_top - 8;
    bool is_boot = address >= (uint32_t)kernel_start && address < (uint32_t)kernel_end - 8;
    return address % 4 == 0 && (is_current || is_boot);
}

void dump_backtrace(uint32_t ebp) {
    if (is_on_stack(ebp)) {
        printk("called by:\n");
    }
    for (int depth = 0; depth < BACKTRACE_DEPTH && is_on_stack(ebp); depth++) {
        const uint32_t *frame = (const uint32_t *)ebp; /* [0] the caller's ebp, [1] the return address */
        printk("  %08x %s+%u\n", frame[1], symbol_name(frame[1]), symbol_offset(frame[1]));
        ebp = frame[0];
    }
}

static void describe_panic(void) {
    char line[128];
    dump_process_header(line, sizeof line);
    printk("%s\n", line);
    dump_process(line, sizeof line, current);
    printk("%s\n", line);
    dump_backtrace((uint32_t)__builtin_frame_address(0));
}

void dump_init(void) {
    panic_set_hook(describe_panic);
}

/* What a blocked process waits for. */
static void describe_wait(char *text, size_t size, const struct pcb *process) {
    const struct wait_queue *queue = process->waiting_on;
    const struct named_semaphore *semaphore;
    text[0] = '\0';
    if (!queue) {
        return;
    }
    switch (queue->reason) {
    case REASON_P:
        semaphore = named_semaphore_find_from((int32_t)queue->object);
        format_buffer(text, size, "P(%u) %s", queue->object, semaphore ? semaphore->label : "");
        break;
    case REASON_WAIT:
        format_buffer(text, size, "a child");
        break;
    case REASON_SLEEP:
        format_buffer(text, size, "tick %llu", process->wake_tick);
        break;
    case REASON_READ:
        format_buffer(text, size, "input");
        break;
    default:
        format_buffer(text, size, "output");
        break;
    }
}

int dump_process_header(char *line, size_t size) {
    return format_buffer(line, size, "%5s %5s %5s %-9s %6s %6s %5s %5s %-12s %s", "PID", "PPID", "PGID", "STATE",
                         "USER", "KERNEL", "RUNS", "PAGES", "NAME", "WAITS FOR");
}

int dump_process(char *line, size_t size, const struct pcb *process) {
    char waits_for[48];
    describe_wait(waits_for, sizeof waits_for, process);
    return format_buffer(line, size, "%5d %5d %5d %-8s%c %6u %6u %5u %5u %-12s %s", process->pid,
                         process->parent ? process->parent->pid : 0, process->group, process_state_name(process->state),
                         process->is_suspended ? '*' : ' ', process->user_ticks, process->kernel_ticks,
                         process->switches, process->space ? process->space->pages : 0, process->name, waits_for);
}
