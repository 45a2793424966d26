/* Panic and assert: how the kernel stops when it finds its own mistake. A user's mistake never panics. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Prints where (a line of 0 is none) and, in printf's manner, what is wrong; calls the hook; then ends the machine with
 * the exit status of a panic. Does not return. Context: any, also in an interrupt handler and with interrupts off. */
__attribute__((noreturn, format(printf, 3, 4))) void panic_at(const char *file, int line, const char *pattern, ...);

#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)

/* A condition that holds unless the kernel is wrong. Every build checks it, so it is to be cheap. */
#define assert(condition) ((condition) ? (void)0 : panic("assertion failed: %s", #condition))

/* What the hook is told. */
struct panic {
    const char *words;       /* the panic's line, without the place */
    uint32_t frame;          /* frame pointer: behind it the return address into the function that panicked */
    bool interrupts_were_on; /* when it did */
};

/* What else to print after the panic's line; installed at boot by the part that knows processes. Context: boot. */
void panic_set_hook(void (*hook)(const struct panic *panic));
