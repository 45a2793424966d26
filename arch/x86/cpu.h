/* The CPU's own instructions, one inline function each. Intel SDM volume 2 describes them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define EFLAGS_RESERVED 0x002 /* bit 1 always reads as 1 */
#define EFLAGS_INTERRUPT 0x200

#define CR0_EMULATE_FPU 0x4u /* with TASK_SWITCHED: every FPU instruction raises #NM */
#define CR0_TASK_SWITCHED 0x8u
#define CR4_PAGE_GLOBAL 0x80u

static inline uint8_t port_in8(uint16_t port) {
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline void port_out8(uint16_t port, uint8_t value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void port_out16(uint16_t port, uint16_t value) {
    __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void port_out_bytes(uint16_t port, const void *bytes, uint32_t count) {
    __asm__ volatile("rep outsb" : "+S"(bytes), "+c"(count) : "d"(port) : "memory");
}

static inline void interrupts_enable(void) {
    __asm__ volatile("sti" : : : "memory");
}

static inline void interrupts_disable(void) {
    __asm__ volatile("cli" : : : "memory");
}

static inline uint32_t eflags_read(void) {
    uint32_t flags;
    __asm__ volatile("pushfl; popl %0" : "=r"(flags));
    return flags;
}

static inline bool interrupts_enabled(void) {
    return eflags_read() & EFLAGS_INTERRUPT;
}

/* A primitive that may be called with interrupts on or off runs between irq_save and irq_restore. Pairs may nest: only
 * the outermost turns interrupts on again. */
static inline uint32_t irq_save(void) {
    uint32_t flags = eflags_read();
    interrupts_disable();
    return flags;
}

static inline void irq_restore(uint32_t flags) {
    if (flags & EFLAGS_INTERRUPT) {
        interrupts_enable();
    }
}

/* STI takes effect after the next instruction, so no interrupt can slip in between it and HLT (SDM volume 2, STI). */
static inline void interrupts_enable_and_halt(void) {
    __asm__ volatile("sti; hlt" : : : "memory");
}

static inline uint64_t tsc_read(void) {
    uint64_t value;
    __asm__ volatile("rdtsc" : "=A"(value));
    return value;
}

static inline uint32_t cr0_read(void) {
    uint32_t value;
    __asm__ volatile("movl %%cr0, %0" : "=r"(value));
    return value;
}

static inline void cr0_write(uint32_t value) {
    __asm__ volatile("movl %0, %%cr0" : : "r"(value) : "memory");
}

static inline uint32_t cr2_read(void) {
    uint32_t value;
    __asm__ volatile("movl %%cr2, %0" : "=r"(value));
    return value;
}

static inline uint32_t cr3_read(void) {
    uint32_t value;
    __asm__ volatile("movl %%cr3, %0" : "=r"(value));
    return value;
}

static inline void cr3_write(uint32_t value) {
    __asm__ volatile("movl %0, %%cr3" : : "r"(value) : "memory");
}

static inline uint32_t cr4_read(void) {
    uint32_t value;
    __asm__ volatile("movl %%cr4, %0" : "=r"(value));
    return value;
}

static inline void cr4_write(uint32_t value) {
    __asm__ volatile("movl %0, %%cr4" : : "r"(value) : "memory");
}

static inline void tlb_forget(uint32_t address) {
    __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}
