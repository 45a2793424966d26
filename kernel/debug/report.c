#include "kernel/debug/report.h"
#include "arch/x86/cpu.h"
#include "arch/x86/idt.h"
#include "kernel/debug/backtrace.h"
#include "kernel/debug/cause.h"
#include "kernel/debug/dump.h"
#include "kernel/debug/events.h"
#include "kernel/debug/inspect.h"
#include "kernel/debug/why.h"
#include "kernel/lib/color.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"
#include "kernel/trap/irq.h"

#define EVENTS 16
#define PROCESSES_MOST 64
#define LINE_BYTES 512

static const struct trapframe *fault; /* NULL: the kernel panicked by itself */
static uint32_t fault_address;

void report_fault(const struct trapframe *frame, uint32_t address) {
    fault = frame;
    fault_address = address;
}

static void print_heading(const char *words) {
    printk("%s%s:%s\n", color(COLOR_CYAN), words, color(COLOR_NONE));
}

static void print_current(char *line) {
    dump_process_header(line, LINE_BYTES);
    printk("%s\n", line);
    if (inspect_is_memory(current, sizeof *current)) {
        dump_process(line, LINE_BYTES, current);
        printk("%s\n", line);
    } else {
        printk("  the pointer to the current process is damaged: 0x%08x\n", (uint32_t)current);
    }
    printk("tick %llu, %llu of them idle, %u spurious interrupts\n", ticks_now(), ticks_idle(), irq_spurious_count());
}

/* A fault in the kernel leaves no esp in its trap frame: the stack goes on above. A double fault has its own stack. */
static uint32_t fault_esp(void) {
    bool is_there = trapframe_is_user(fault) || fault->vector == EXCEPTION_DOUBLE_FAULT;
    return is_there ? fault->esp : (uint32_t)&fault->esp;
}

/* Where the kernel itself noticed a mistake, C has used most registers since. */
static void print_registers(const struct panic *panic) {
    if (!fault) {
        printk("ebp %08x cr2 %08x cr3 %08x, interrupts %s\n", panic->frame, cr2_read(), cr3_read(),
               panic->interrupts_were_on ? "on" : "off");
        return;
    }
    printk("eax %08x ebx %08x ecx %08x edx %08x\n", fault->eax, fault->ebx, fault->ecx, fault->edx);
    printk("esi %08x edi %08x ebp %08x esp %08x\n", fault->esi, fault->edi, fault->ebp, fault_esp());
    printk("eip %08x eflags %08x cr2 %08x cr3 %08x\n", fault->eip, fault->eflags, fault_address, cr3_read());
    printk("cs %02x ds %02x es %02x fs %02x gs %02x\n", fault->cs, fault->ds, fault->es, fault->fs, fault->gs);
}

static void describe(const struct panic *panic) {
    char line[LINE_BYTES];
    if (cause_find(line, sizeof line, panic->words, fault, fault_address)) {
        printk("%slikely cause: %s%s\n", color(COLOR_YELLOW), line, color(COLOR_NONE));
    }
    print_current(line);
    print_registers(panic);
    if (fault) {
        backtrace_print(fault->eip, fault->ebp);
    } else {
        backtrace_print(0, panic->frame);
    }
    if (fault && fault->vector == EXCEPTION_NMI) {
        report_processes();
    }
    events_print(EVENTS);
}

void report_init(void) {
    panic_set_hook(describe);
}

void report_processes(void) {
    char line[LINE_BYTES];
    int count = 0;
    printk("\n");
    print_heading("processes");
    dump_process_header(line, sizeof line);
    printk("%s\n", line);
    for (const struct pcb *process = inspect_process_from(PID_INIT); process && count < PROCESSES_MOST; count++) {
        dump_process(line, sizeof line, process);
        printk("%s\n", line);
        process = inspect_process_from(process->pid + 1);
    }
    print_heading("why they do not run");
    const struct pcb *process = inspect_process_from(PID_INIT);
    for (int i = 0; i < count; i++, process = inspect_process_from(process->pid + 1)) {
        why(line, sizeof line, process->pid);
        printk("  %s\n", line);
    }
    if (process) {
        printk("  ... and more, of %u processes\n", process_count());
    }
    if (why_deadlock(line, sizeof line)) {
        printk("%sa deadlock: %s%s\n", color(COLOR_YELLOW), line, color(COLOR_NONE));
    }
}
