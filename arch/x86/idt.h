/* The interrupt descriptor table: where the CPU goes for each of 256 vectors. Intel SDM volume 3, chapter 6. */
#pragma once

/* CPU exceptions (SDM volume 3, table 6-1). */
enum exception {
    EXCEPTION_DIVIDE = 0,
    EXCEPTION_DEBUG = 1,
    EXCEPTION_NMI = 2,
    EXCEPTION_BREAKPOINT = 3,
    EXCEPTION_OVERFLOW = 4,
    EXCEPTION_BOUND = 5,
    EXCEPTION_INVALID_OPCODE = 6,
    EXCEPTION_NO_FPU = 7,
    EXCEPTION_DOUBLE_FAULT = 8,
    EXCEPTION_INVALID_TSS = 10,
    EXCEPTION_NO_SEGMENT = 11,
    EXCEPTION_STACK_SEGMENT = 12,
    EXCEPTION_PROTECTION = 13,
    EXCEPTION_PAGE_FAULT = 14,
    EXCEPTION_FPU = 16,
    EXCEPTION_ALIGNMENT = 17,
    EXCEPTION_MACHINE_CHECK = 18,
    EXCEPTION_SIMD = 19,
};

#define EXCEPTION_COUNT 32 /* the vectors below are the CPU's own */

/* Error code of a page fault (SDM volume 3, figure 4-12). */
#define PAGE_FAULT_WRITE 2

/* Fills and loads the table. All gates are interrupt gates: the kernel is entered with interrupts off. User programs
 * may raise the system call, int3 and into; any other int n is a protection fault. Context: boot, once. */
void idt_init(void);

/* The CPU's name for an exception: "page fault". Any vector below EXCEPTION_COUNT. Context: any. */
const char *exception_name(unsigned vector);
