/* Memory, numbers, the environment and the end of a process, as in stdlib.h(0p). */
#pragma once

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1

/* Aligned to 8 bytes; NULL and ENOMEM when the kernel gives no more. */
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);
void free(void *memory);

int atoi(const char *text);
/* Base 0 takes the prefixes 0x and 0. *end is set to the first character that is not part of the number, which is
 * `text` if there is none. A number too large gives the nearest that fits, and ERANGE. */
long strtol(const char *text, char **end, int base);

void qsort(void *array, size_t count, size_t size, int (*compare)(const void *left, const void *right));

char *getenv(const char *name);

/* Runs atexit's functions, last one first, flushes stdout, and ends the process. A child has its parent's functions. */
__attribute__((noreturn)) void exit(int status);
__attribute__((noreturn)) void abort(void);
int atexit(void (*function)(void));
