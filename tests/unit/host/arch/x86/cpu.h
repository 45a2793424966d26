/* The CPU for unit tests: a program of the host may not turn interrupts off, so here the flag is only a variable. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

extern bool host_interrupts_on; /* host_sched.c */

static inline void interrupts_enable(void) {
    host_interrupts_on = true;
}

static inline void interrupts_disable(void) {
    host_interrupts_on = false;
}

static inline bool interrupts_enabled(void) {
    return host_interrupts_on;
}

static inline uint32_t irq_save(void) {
    uint32_t flags = host_interrupts_on;
    host_interrupts_on = false;
    return flags;
}

static inline void irq_restore(uint32_t flags) {
    host_interrupts_on |= flags;
}
