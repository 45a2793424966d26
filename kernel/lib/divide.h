/* 64 bits divided by 32: the kernel is linked without libgcc, which is where the compiler expects this division. */
#pragma once
#include "kernel/lib/panic.h"
#include <stddef.h>
#include <stdint.h>

/* The quotient; the remainder goes to *remainder unless that is NULL. The divisor is not 0.
 * Context: any. */
static inline uint64_t divide_u64(uint64_t dividend, uint32_t divisor, uint32_t *remainder) {
    assert(divisor != 0);
#if defined(__i386__) || defined(__x86_64__) /* the second for the unit tests */
    /* Long division with digits of 32 bits. `div` divides edx:eax (Intel SDM volume 2, DIV); its quotient fits 32 bits
     * because the first step's remainder, which becomes edx, is below the divisor. */
    uint32_t high = (uint32_t)(dividend >> 32) / divisor;
    uint32_t rest = (uint32_t)(dividend >> 32) % divisor;
    uint32_t low = (uint32_t)dividend;
    __asm__("divl %2" : "+a"(low), "+d"(rest) : "r"(divisor) : "cc");
    uint64_t quotient = (uint64_t)high << 32 | low;
#else
    uint64_t quotient = dividend / divisor;
    uint32_t rest = (uint32_t)(dividend % divisor);
#endif
    if (remainder != NULL) {
        *remainder = rest;
    }
    return quotient;
}
