/* Bytes and strings, as string(3) has them, and string_copy in place of strcpy.
 *
 * The compiler itself calls memcpy, memmove, memset and memcmp, so these four exist under their standard names.
 * Context of everything here: any. The addresses are the kernel's own; user memory goes through user_copy.h. */
#pragma once
#include <stddef.h>

void *memcpy(void *to, const void *from, size_t bytes); /* the two areas do not overlap */
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *left, const void *right, size_t bytes);

size_t strlen(const char *text);
int strcmp(const char *left, const char *right);
int strncmp(const char *left, const char *right, size_t bytes);
char *strchr(const char *text, int character);

/* Copies from into to, an array of this many bytes: as much as fits, and always a NUL (unless bytes is 0).
 * Returns the length of from; a result >= bytes says that the copy was cut. */
size_t string_copy(char *to, const char *from, size_t bytes);
