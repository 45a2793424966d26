/* 64-bit division. On a 32-bit CPU the compiler calls libgcc for it, which is not linked: use this instead. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* dividend / divisor, the remainder in *remainder unless that is NULL. The divisor must not be 0. As on paper, in base
 * 2: one bit of the quotient after the other. */
static inline uint64_t divide_u64(uint64_t dividend, uint32_t divisor, uint32_t *remainder) {
    uint64_t quotient = 0;
    uint64_t rest = 0; /* below divisor after each step, so that doubling it fits */
    for (int bit = 63; bit >= 0; bit--) {
        rest = rest << 1 | (dividend >> bit & 1);
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= (uint64_t)1 << bit;
        }
    }
    if (remainder != NULL)
        *remainder = (uint32_t)rest;
    return quotient;
}
