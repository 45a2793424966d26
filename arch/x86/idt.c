#include "arch/x86/idt.h"
#include "arch/x86/layout.h"
#include "kernel/abi/syscall.h"
#include <stdbool.h>
#include <stdint.h>

#define VECTORS 256

/* Gate types (SDM volume 3, figure 6-2), with the present bit. */
#define INTERRUPT_GATE 0x8e
#define TASK_GATE 0x85
#define USER_MAY_RAISE 0x60 /* privilege level 3 */

struct gate {
    uint16_t offset_low;
    uint16_t selector;
    uint8_t zero;
    uint8_t type;
    uint16_t offset_high;
};

static struct gate gates[VECTORS];
extern const uint32_t vector_table[VECTORS]; /* vectors.asm */

static bool user_may_raise(unsigned vector) {
    return vector == SYSTEM_CALL_VECTOR || vector == EXCEPTION_BREAKPOINT || vector == EXCEPTION_OVERFLOW;
}

void idt_init(void) {
    for (unsigned vector = 0; vector < VECTORS; vector++) {
        gates[vector] = (struct gate){
            .offset_low = vector_table[vector] & 0xffff,
            .selector = KERNEL_CODE_SELECTOR,
            .type = INTERRUPT_GATE | (user_may_raise(vector) ? USER_MAY_RAISE : 0),
            .offset_high = vector_table[vector] >> 16,
        };
    }
    /* When a double fault comes the stack is most likely bad, so it gets a task of its own, with its own stack. */
    gates[EXCEPTION_DOUBLE_FAULT] = (struct gate){.selector = DOUBLE_FAULT_TSS_SELECTOR, .type = TASK_GATE};

    struct {
        uint16_t limit;
        uint32_t base;
    } __attribute__((packed)) pointer = {sizeof gates - 1, (uint32_t)gates};
    __asm__ volatile("lidt %0" : : "m"(pointer) : "memory");
}

const char *exception_name(unsigned vector) {
    static const char *const names[EXCEPTION_COUNT] = {
        [EXCEPTION_DIVIDE] = "divide error",
        [EXCEPTION_DEBUG] = "debug exception",
        [EXCEPTION_NMI] = "non-maskable interrupt",
        [EXCEPTION_BREAKPOINT] = "breakpoint",
        [EXCEPTION_OVERFLOW] = "overflow",
        [EXCEPTION_BOUND] = "bound range exceeded",
        [EXCEPTION_INVALID_OPCODE] = "invalid opcode",
        [EXCEPTION_NO_FPU] = "FPU not available",
        [EXCEPTION_DOUBLE_FAULT] = "double fault",
        [EXCEPTION_INVALID_TSS] = "invalid task-state segment",
        [EXCEPTION_NO_SEGMENT] = "segment not present",
        [EXCEPTION_STACK_SEGMENT] = "stack-segment fault",
        [EXCEPTION_PROTECTION] = "general protection fault",
        [EXCEPTION_PAGE_FAULT] = "page fault",
        [EXCEPTION_FPU] = "FPU error",
        [EXCEPTION_ALIGNMENT] = "alignment check",
        [EXCEPTION_MACHINE_CHECK] = "machine check",
        [EXCEPTION_SIMD] = "SIMD floating-point exception",
    };
    return vector < EXCEPTION_COUNT && names[vector] ? names[vector] : "reserved exception";
}
