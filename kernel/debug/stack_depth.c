/* A stack that has never been used holds FILL below its first frame; the lowest word that holds something else later
 * was the deepest. All this happens in the scheduler's hook for audits, so that it costs nothing when it is off. */
#include "kernel/debug/stack_depth.h"
#include "arch/x86/layout.h"
#include "kernel/lib/printk.h"
#include "kernel/sched/sched.h"

#define FILL 0x5ac45ac4u

static uint32_t *bottom_of(const struct pcb *process) {
    return (uint32_t *)(process->kernel_stack_top - KERNEL_STACK_BYTES);
}

static void fill(const struct pcb *process) {
    for (uint32_t *word = bottom_of(process); word < (uint32_t *)process->kernel_esp; word++) {
        *word = FILL;
    }
}

static void report(const struct pcb *process) {
    uint32_t *word = bottom_of(process);
    while (*word == FILL) {
        word++;
    }
    printk("robin: pid %d (%s): kernel stack: %u of %u bytes\n", process->pid, process->name,
           process->kernel_stack_top - (uint32_t)word, KERNEL_STACK_BYTES);
}

void stack_depth_check(void) {
    static const struct pcb *before; /* who ran up to now: we are still on its stack */
    if (before && before->state == PROC_ZOMBIE) {
        report(before);
    }
    if (current->pid != PID_IDLE && current->switches == 0) {
        fill(current);
    }
    before = current;
}
