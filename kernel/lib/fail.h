/* Failing on purpose: one allocation, the N-th from when it was asked for, is refused as if memory were full. Asked for
 * by the boot word fail=N, or through /proc/fail (fail_file.h).
 *
 * What can run out asks fail_now(): frames, and with them kernel stacks and page tables; objects of the heap; ids. This
 * is a floor below all of them. Context: process context or boot, like an allocation's. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

extern uint32_t fail_at;    /* the number of the allocation to refuse; 0: off. Read it only here */
extern uint32_t fail_count; /* allocations since fail_arm; counted only while it is on */

/* The next allocation is number 1, and number n will fail. 0 switches it off; the count stays, to be read. */
void fail_arm(uint32_t n);

/* An allocation: is it to fail? Off, it costs one predictable branch. */
static inline bool fail_now(void) {
    return __builtin_expect(fail_at != 0, false) && ++fail_count == fail_at;
}
