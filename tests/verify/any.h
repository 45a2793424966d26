/* For the harnesses that Frama-C's Eva analyses: it follows every value that any() can have.
 *
 * A harness's main does any of the operations, any number of times, and compares the outcome with a plain model. Eva
 * goes on until no new state of memory turns up, so what it finds is true after any number of operations. It reports
 * each operation that C leaves undefined (a wild pointer, an index out of range, an overflow, ...), and a panic that it
 * cannot rule out: so every assert, the kernel's own and the harness's, is proved or reported. */
#pragma once
#include "kernel/lib/panic.h"
#include <stddef.h>

/* A number from low to high. It has no body: Eva takes what is said here for true. */
/*@ assigns \result \from low, high;
  @ ensures low <= \result <= high; */
int any(int low, int high);

/* Eva knows a memset by this contract; the kernel's own is assembly. */
/*@ requires room: \valid((char *)to + (0 .. bytes - 1));
  @ assigns ((char *)to)[0 .. bytes - 1] \from value;
  @ assigns \result \from to;
  @ ensures \result == to; */
void *memset(void *to, int value, size_t bytes);

void Frama_C_show_each_panic(const char *file, int line); /* Eva prints what it is called with */

void panic_at(const char *file, int line, const char *pattern, ...) {
    Frama_C_show_each_panic(file, line);
    //@ check no_panic: \false;
    for (;;) {
    }
}
