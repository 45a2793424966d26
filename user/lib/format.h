/* printf's formatter, free of any output: the one place that knows patterns. */
#pragma once

#include <stdarg.h>

/* Hands the text that `pattern` describes to `put`, a character at a time, `context` with each. Conversions: d i u x X
 * o c s p %, flags - 0 + space #, width and precision (numbers or *), lengths hh h l ll j z t. A NULL string is
 * "(null)". A conversion that it does not know is copied as it stands. Returns the number of characters. */
__attribute__((format(printf, 3, 0))) int format(void (*put)(void *context, char c), void *context, const char *pattern,
                                                 va_list arguments);
