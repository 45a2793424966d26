/* Numbers from text. Context: any. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Reads a decimal number in [low, high] with nothing before or after it. False, and *value as it was, if it is none. */
static inline bool number_parse(const char *text, uint32_t low, uint32_t high, uint32_t *value) {
    uint32_t result = 0;
    const char *c = text;
    for (; *c >= '0' && *c <= '9'; c++) {
        uint32_t digit = (uint32_t)(*c - '0');
        if (digit > high || result > (high - digit) / 10) {
            return false;
        }
        result = result * 10 + digit;
    }
    if (c == text || *c != '\0' || result < low) {
        return false;
    }
    *value = result;
    return true;
}
