/* What libFuzzer calls, once for each input; and how a fuzzer says that something is wrong. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t bytes);

#define expect(condition) ((condition) ? (void)0 : not_as_expected(__FILE__, __LINE__, #condition))

__attribute__((noreturn)) static inline void not_as_expected(const char *file, int line, const char *condition) {
    fprintf(stderr, "%s:%d: not as expected: %s\n", file, line, condition);
    abort();
}
