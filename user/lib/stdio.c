/* Streams: text gathered into writes. Owned here: when a stream's buffer goes to the kernel. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "user/lib/format.h"

#define BUFFER_BYTES 1024

struct stream {
    int descriptor;
    bool by_line; /* written at each newline; else at the end of each call */
    bool failed;  /* something could not be written */
    size_t used;
    char buffer[BUFFER_BYTES];
};

static struct stream input = {.descriptor = STDIN_FILENO};
static struct stream output = {.descriptor = STDOUT_FILENO, .by_line = true};
static struct stream errors = {.descriptor = STDERR_FILENO};

FILE *const stdin = &input;
FILE *const stdout = &output;
FILE *const stderr = &errors;

/* What cannot be written is lost, and remembered as lost. */
int fflush(FILE *stream) {
    size_t done = 0;
    while (done < stream->used) {
        ssize_t written = write(stream->descriptor, stream->buffer + done, stream->used - done);
        if (written <= 0)
            break;
        done += (size_t)written;
    }
    if (done < stream->used)
        stream->failed = true;
    stream->used = 0;
    return stream->failed ? EOF : 0;
}

static void put(void *context, char c) {
    struct stream *stream = context;
    if (stream->used == BUFFER_BYTES)
        fflush(stream);
    stream->buffer[stream->used++] = c;
    if (stream->by_line && c == '\n')
        fflush(stream);
}

static void end_call(struct stream *stream) {
    if (!stream->by_line)
        fflush(stream);
}

int vfprintf(FILE *stream, const char *pattern, va_list arguments) {
    int length = format(put, stream, pattern, arguments);
    end_call(stream);
    return length;
}

int vprintf(const char *pattern, va_list arguments) {
    return vfprintf(stdout, pattern, arguments);
}

int printf(const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    int length = vfprintf(stdout, pattern, arguments);
    va_end(arguments);
    return length;
}

int fprintf(FILE *stream, const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    int length = vfprintf(stream, pattern, arguments);
    va_end(arguments);
    return length;
}

struct memory {
    char *next;
    char *last; /* where the NUL goes when all is full */
};

static void put_in_memory(void *context, char c) {
    struct memory *memory = context;
    if (memory->next < memory->last)
        *memory->next++ = c;
}

int vsnprintf(char *buffer, size_t size, const char *pattern, va_list arguments) {
    struct memory memory = {.next = buffer, .last = buffer + (size > 0 ? size - 1 : 0)};
    int length = format(put_in_memory, &memory, pattern, arguments);
    if (size > 0)
        *memory.next = '\0';
    return length;
}

int snprintf(char *buffer, size_t size, const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    int length = vsnprintf(buffer, size, pattern, arguments);
    va_end(arguments);
    return length;
}

int fputs(const char *text, FILE *stream) {
    for (; *text != '\0'; text++)
        put(stream, *text);
    end_call(stream);
    return 0;
}

int puts(const char *text) {
    fputs(text, stdout);
    return putchar('\n');
}

int fputc(int c, FILE *stream) {
    put(stream, (char)c);
    end_call(stream);
    return (unsigned char)c;
}

int putchar(int c) {
    return fputc(c, stdout);
}

void perror(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
}

int getchar(void) {
    unsigned char c;
    fflush(stdout);
    return read(STDIN_FILENO, &c, 1) == 1 ? c : EOF;
}

char *fgets(char *buffer, int size, FILE *stream) {
    int used = 0;
    int c = 0;
    while (stream == stdin && used < size - 1 && c != '\n' && (c = getchar()) != EOF)
        buffer[used++] = (char)c;
    buffer[used] = '\0';
    return used > 0 ? buffer : NULL;
}
