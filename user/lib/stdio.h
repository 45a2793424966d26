/* Formatted text in and out, as in stdio(3), without files: the streams are the three that every process has.
 *
 * stdout is written line by line: each line reaches the kernel in one write, so that lines of processes that run at the
 * same time do not mix (up to 1,024 bytes, and while the console keeps up: who waits for it in the middle of a line
 * lets others in between). stderr is written at the end of each call. fork and getchar flush stdout first; exit does;
 * _exit and being killed do not. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

#define EOF (-1)

typedef struct stream FILE;

extern FILE *const stdin;
extern FILE *const stdout;
extern FILE *const stderr;

/* Conversions: d i u x X o c s p %, with flags - 0 + space #, width, precision, * and the lengths hh h l ll j z t. */
__attribute__((format(printf, 1, 2))) int printf(const char *pattern, ...);
__attribute__((format(printf, 2, 3))) int fprintf(FILE *stream, const char *pattern, ...);
__attribute__((format(printf, 3, 4))) int snprintf(char *buffer, size_t size, const char *pattern, ...);
__attribute__((format(printf, 1, 0))) int vprintf(const char *pattern, va_list arguments);
__attribute__((format(printf, 2, 0))) int vfprintf(FILE *stream, const char *pattern, va_list arguments);
__attribute__((format(printf, 3, 0))) int vsnprintf(char *buffer, size_t size, const char *pattern, va_list arguments);

int puts(const char *text);
int fputs(const char *text, FILE *stream);
int putchar(int c);
int fputc(int c, FILE *stream);
/* EOF if anything could not be written, now or earlier. */
int fflush(FILE *stream);
/* "what: the meaning of errno" on stderr. */
void perror(const char *what);

/* Reads one byte with one system call: what follows it stays in the kernel for whoever reads next. */
int getchar(void);
/* Reads a line with its newline; NULL at the end of input or on an error. The stream must be stdin. */
char *fgets(char *buffer, int size, FILE *stream);
