#include "kernel/debug/dump.h"
#include "kernel/debug/inspect.h"
#include "kernel/lib/format.h"
#include "kernel/proc/state.h"
#include "kernel/sync/family.h"
#include "kernel/sync/wait_queue.h"

/* What a blocked process waits for. */
static void describe_wait(char *text, size_t size, const struct pcb *process) {
    const struct wait_queue *queue = process->waiting_on;
    const struct named_semaphore *semaphore;
    text[0] = '\0';
    if (!inspect_is_memory(queue, sizeof *queue)) {
        return;
    }
    switch (queue->reason) {
    case REASON_P:
        semaphore = inspect_semaphore((int32_t)queue->object);
        format_buffer(text, size, "P(%u) %.15s", queue->object, semaphore ? semaphore->label : "");
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
    return format_buffer(line, size, "%5d %5d %5d %-8s%c %6u %6u %5u %5u %-12.15s %s", process->pid,
                         inspect_parent(process), process->group, process_state_name(process->state),
                         process->is_suspended ? '*' : ' ', process->user_ticks, process->kernel_ticks,
                         process->switches,
                         inspect_is_memory(process->space, sizeof *process->space) ? process->space->pages : 0,
                         process->name, waits_for);
}
