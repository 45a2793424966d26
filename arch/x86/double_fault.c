#include "arch/x86/double_fault.h"
#include "arch/x86/cpu.h"
#include "arch/x86/layout.h"

static uint8_t stack[KERNEL_STACK_BYTES] __attribute__((aligned(16)));
static void (*report)(const struct tss *registers, uint32_t address);

/* The CPU switched tasks to get here, and saved the registers at the fault in the TSS of the task that it left. */
static void double_fault_task(void) {
    report(&main_tss, cr2_read());
    for (;;) {
    }
}

void double_fault_init(void (*handler)(const struct tss *registers, uint32_t address)) {
    report = handler;
    double_fault_tss = (struct tss){
        .cr3 = cr3_read(),
        .eip = (uint32_t)double_fault_task,
        .eflags = EFLAGS_RESERVED,
        .esp = (uint32_t)(stack + sizeof stack - 16),
        .cs = KERNEL_CODE_SELECTOR,
        .ss = KERNEL_DATA_SELECTOR,
        .ds = KERNEL_DATA_SELECTOR,
        .es = KERNEL_DATA_SELECTOR,
        .io_map_base = sizeof(struct tss),
    };
}
