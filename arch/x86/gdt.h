/* Segments: flat ones for kernel and user, and the two task-state segments. Intel SDM volume 3, chapters 3 and 7. */
#pragma once
#include <stdint.h>

/* The 32-bit task-state segment (SDM volume 3, figure 7-2). */
struct tss {
    uint32_t previous_task, esp0, ss0, esp1, ss1, esp2, ss2;
    uint32_t cr3, eip, eflags;
    uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi;
    uint32_t es, cs, ss, ds, fs, gs;
    uint32_t ldt;
    uint16_t trap, io_map_base;
};

_Static_assert(sizeof(struct tss) == 104, "the CPU's layout");

extern struct tss main_tss; /* its esp0 is where traps from user mode start; a double fault saves registers in it */
extern struct tss double_fault_tss; /* double_fault.c fills it */

/* Loads the table, the segment registers and the task register. Context: boot, once. */
void gdt_init(void);

/* The stack on which the next trap from user mode starts. Context: interrupts off. */
static inline void tss_set_kernel_stack(uint32_t kernel_stack_top) {
    main_tss.esp0 = kernel_stack_top;
}
