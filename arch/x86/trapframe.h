/* What trap_entry.asm leaves on the kernel stack: the interrupted program's registers. */
#pragma once
#include "arch/x86/layout.h"
#include <stdbool.h>
#include <stdint.h>

/* In the order of memory, lowest address first, so the reverse of the order in which it is pushed. */
struct trapframe {
    uint32_t edi, esi, ebp, esp_ignored, ebx, edx, ecx, eax; /* pushed by PUSHA; esp_ignored is the kernel's */
    uint32_t gs, fs, es, ds;                                 /* pushed by trap_entry */
    uint32_t vector, error;                                  /* pushed by vectors.asm, error sometimes by the CPU */
    uint32_t eip, cs, eflags;                                /* pushed by the CPU */
    uint32_t esp, ss;                                        /* pushed by the CPU only when it came from user mode */
};

_Static_assert(sizeof(struct trapframe) == 19 * 4, "trap_entry.asm and first_frame.c rely on it");

static inline bool trapframe_is_user(const struct trapframe *frame) {
    return (frame->cs & 3) != 0; /* the privilege level: 3, or 0 in the kernel */
}

/* The frame of a process that is in the kernel: entry from user mode always starts at the top of its kernel stack. */
static inline struct trapframe *trapframe_at_stack_top(uint32_t kernel_stack_top) {
    return (struct trapframe *)(uintptr_t)(kernel_stack_top - sizeof(struct trapframe));
}
