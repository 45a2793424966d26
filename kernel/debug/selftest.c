#include "kernel/debug/selftest.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/mm/kernel_stack.h"
#include <stddef.h>
#include <stdint.h>

__attribute__((noinline)) static uint32_t recurse(volatile uint32_t depth) {
    return depth == UINT32_MAX ? 0 : recurse(depth + 1) + depth;
}

/* Kernel stacks have guard pages, the boot stack has none: so this overflows a stack like a process's. */
static void overflow_stack(void) {
    uint32_t top = kernel_stack_allocate();
    __asm__ volatile("movl %0, %%esp; xorl %%ebp, %%ebp; call *%1" : : "r"(top), "r"(recurse), "a"(0) : "memory");
}

void selftest_run(const char *name) {
    if (strcmp(name, "panic") == 0) {
        panic("asked for by selftest=panic");
    }
    if (strcmp(name, "assert") == 0) {
        assert(name == NULL);
    }
    if (strcmp(name, "null-pointer") == 0) {
        volatile uintptr_t null = 0; /* the compiler shall not know */
        *(volatile uint32_t *)null = 1;
    }
    if (strcmp(name, "stack-overflow") == 0) {
        overflow_stack();
    }
    if (strcmp(name, "undefined") == 0) { /* which only a kernel built with SAN=1 notices */
        volatile int32_t most = INT32_MAX;
        most = most + 1;
        return;
    }
    printk("robin: no self test named %s\n", name);
}
