/* printf's formatting, without a place to print to: one implementation behind printk, panics and /proc.
 *
 *     %d %i   int                 %c   character
 *     %u      unsigned int        %s   string; NULL prints (null)
 *     %x %X   unsigned, hex       %p   pointer: 0x and all its hex digits
 *     %%      a percent sign
 *
 * Before the letter, in this order, each optional: '-' (left-justify) and '0' (fill with zeros), a width, for %s a
 * precision (".8" or ".*": at most so many characters, which then need no NUL), and the size l, ll or z. The width may
 * be '*' too. Anything else is printed as it stands. All as in printf(3).
 * Context of everything here: any; nothing is allocated. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

/* Hands each character of the formatted text to put, with the caller's context. Returns how many there were. */
__attribute__((format(printf, 3, 0))) int format_text(void (*put)(void *context, char c), void *context,
                                                      const char *pattern, va_list arguments);

/* snprintf: writes at most size bytes into buffer, the last of them NUL (unless size is 0).
 * Returns the length of the whole text; a result >= size says that it was cut. */
__attribute__((format(printf, 3, 4))) int format_buffer(char *buffer, size_t size, const char *pattern, ...);

/* The same with a va_list, for functions that are printf-like themselves: vsnprintf. */
__attribute__((format(printf, 3, 0))) int format_buffer_arguments(char *buffer, size_t size, const char *pattern,
                                                                  va_list arguments);
