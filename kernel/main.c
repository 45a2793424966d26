/* The boot order, one step a line. After it this flow of control is the idle process. */
#include "arch/x86/cpu.h"
#include "arch/x86/gdt.h"
#include "arch/x86/idt.h"
#include "arch/x86/keyboard.h"
#include "arch/x86/machine.h"
#include "arch/x86/multiboot.h"
#include "arch/x86/paging.h"
#include "arch/x86/pic.h"
#include "arch/x86/serial.h"
#include "kernel/command_line.h"
#include "kernel/debug/audit.h"
#include "kernel/debug/fail_file.h"
#include "kernel/debug/process_file.h"
#include "kernel/debug/report.h"
#include "kernel/debug/selftest.h"
#include "kernel/debug/stack_depth.h"
#include "kernel/io/archive.h"
#include "kernel/io/console.h"
#include "kernel/io/file_tree.h"
#include "kernel/lib/color.h"
#include "kernel/lib/fail.h"
#include "kernel/lib/format.h"
#include "kernel/lib/printk.h"
#include "kernel/mm/frames.h"
#include "kernel/mm/kernel_stack.h"
#include "kernel/proc/exec.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/idle.h"
#include "kernel/sched/round_robin.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/sleep_queue.h"
#include "kernel/sched/tick.h"
#include "kernel/trap/fault.h"
#include "kernel/trap/irq.h"
#include "kernel/version.h"
#include <stddef.h>

#define MEMORY_BYTES_MIN 0x300000u /* on a machine of 4 MB the firmware leaves 3583 KB */

static struct boot_information boot;
static struct boot_options options;

/* A machine on which Robin cannot run: one line that says why, and the exit code of a panic. */
__attribute__((noreturn, format(printf, 1, 2))) static void cannot_start(const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    printk("Robin cannot start: ");
    vprintk(pattern, arguments);
    printk("\n");
    va_end(arguments);
    printk_flush();
    machine_power_off(MACHINE_EXIT_PANIC);
    machine_halt();
}

/* One line of the boot list. */
__attribute__((format(printf, 2, 3))) static void report(const char *subsystem, const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    printk("  %s%-10s%s ", color(COLOR_CYAN), subsystem, color(COLOR_NONE));
    vprintk(pattern, arguments);
    printk("\n");
    va_end(arguments);
}

static void warn(const char *word, const char *why) {
    printk("robin: boot word %s: %s; ignored\n", word, why);
}

/* Physical memory, for the multiboot parser: the first instructions have mapped the direct map's 768 MB. */
static const void *read_physical(uint32_t address, uint32_t bytes) {
    return address < DIRECT_MAP_BYTES && bytes <= DIRECT_MAP_BYTES - address ? physical_to_virtual(address) : NULL;
}

static uint32_t memory_found(uint32_t *end) {
    uint32_t bytes = 0;
    *end = 0;
    for (uint32_t i = 0; i < boot.usable_count; i++) {
        bytes += boot.usable[i].end - boot.usable[i].start;
        if (boot.usable[i].end > *end) {
            *end = boot.usable[i].end;
        }
    }
    return bytes;
}

static void start_memory(void) {
    extern char kernel_start[], kernel_end[];
    uint32_t end;
    uint32_t bytes = memory_found(&end);
    if (boot.module.end > DIRECT_MAP_BYTES) {
        cannot_start("the boot archive reaches beyond the first %u MB of memory", DIRECT_MAP_BYTES >> 20);
    }
    if (bytes < MEMORY_BYTES_MIN) {
        cannot_start("%u KB of memory; it needs %u KB", bytes / 1024, MEMORY_BYTES_MIN / 1024);
    }
    paging_init(end);
    const char *error =
        frames_init(&boot, (struct memory_range){virtual_to_physical(kernel_start), virtual_to_physical(kernel_end)});
    if (!error) {
        error = kernel_stack_init();
    }
    if (error) {
        cannot_start("%s (%u KB found)", error, bytes / 1024);
    }
    report("memory", "%u MB found, %u frames of 4 KB free", (bytes + (1 << 19)) >> 20, frames_free());
    if (end > DIRECT_MAP_BYTES) {
        report("", "what lies above %u MB is not used", DIRECT_MAP_BYTES >> 20);
    }
}

static void start_files(void) {
    if (boot.module.end == 0) {
        cannot_start("no boot module: give it the archive (qemu-system-i386 -initrd initrd.tar)");
    }
    uint32_t bytes = boot.module.end - boot.module.start, offset;
    const char *error = archive_read(physical_to_virtual(boot.module.start), bytes, &offset);
    if (error) {
        cannot_start("the boot archive is damaged at byte %u: %s", offset, error);
    }
    report("archive", "%u files, %u KB", file_tree_count(), bytes / 1024);
    if (!console_start(report_processes) || !process_file_add() || !fail_file_add()) {
        cannot_start("too little memory for the file tree");
    }
}

static void check_at_switch(void) {
    if (options.audit) {
        audit_processes();
    }
    if (options.stackcheck) {
        stack_depth_check();
    }
}

__attribute__((noreturn)) void kernel_main(uint32_t magic, uint32_t information);
void kernel_main(uint32_t magic, uint32_t information) {
    /* Enough to say what goes wrong. */
    console_init();
    report_init();
    const char *error = multiboot_parse(magic, information, read_physical, &boot);
    if (error) {
        cannot_start("%s", error);
    }
    command_line_parse(boot.command_line, &options, warn);
    console_select(options.console);
    color_enable(options.color);
    printk("%sRobin %s%s, a kernel to learn processes with\n", color(COLOR_BOLD), ROBIN_VERSION, color(COLOR_NONE));
    if (boot.warning) {
        printk("robin: %s\n", boot.warning);
    }

    /* The CPU: segments, traps; and no FPU, whose registers nobody saves. */
    gdt_init();
    idt_init();
    cr0_write(cr0_read() | CR0_EMULATE_FPU | CR0_TASK_SWITCHED);

    /* Memory, and a stack of its own for double faults. */
    start_memory();
    fault_init();

    /* The scheduler and the trace, before the first process. */
    round_robin_set_quantum(options.quantum);
    process_table_limit(options.pids);
    sched_init(&round_robin);
    sleep_queue_init();
    clock_set_start(options.time);
    if (options.audit || options.stackcheck) {
        sched_set_audit(check_at_switch);
    }
    trace_init(options.trace, options.hz, options.quantum, sched_policy()->name);

    /* Interrupts and what brings them; they stay off until idle. */
    pic_init();
    start_files();
    irq_register(IRQ_SERIAL, serial_interrupt);
    irq_register(IRQ_KEYBOARD, keyboard_interrupt);
    tick_init(options.hz, options.ticks);
    irq_register(IRQ_TIMER, tick_interrupt);
    report("timer", "%u Hz", options.hz);
    report("scheduler", "%s, quantum %u %s", sched_policy()->name, options.quantum,
           options.quantum == 1 ? "tick" : "ticks");

    /* Process 1; everybody else is forked. */
    error = process_start_init(options.init, options.init_argument_count, options.init_arguments);
    if (error) {
        cannot_start("init %s: %s", options.init, error);
    }
    if (options.selftest) {
        selftest_run(options.selftest);
    }
    printk("\n");
    fail_arm(options.fail);
    idle_run();
}
