#include "kernel/lib/printk.h"
#include "kernel/lib/format.h"
#include <stddef.h>

#define CHUNK_BYTES 128

static const struct printk_sink *current_sink;

void printk_set_sink(const struct printk_sink *sink) {
    current_sink = sink;
}

struct chunk {
    char text[CHUNK_BYTES];
    uint32_t length;
};

static void chunk_write(struct chunk *chunk) {
    current_sink->write(chunk->text, chunk->length);
    chunk->length = 0;
}

static void chunk_put(void *context, char c) {
    struct chunk *chunk = context;
    chunk->text[chunk->length++] = c;
    if (chunk->length == CHUNK_BYTES) {
        chunk_write(chunk);
    }
}

void vprintk(const char *pattern, va_list arguments) {
    if (!current_sink) {
        return;
    }
    struct chunk chunk = {.length = 0};
    format_text(chunk_put, &chunk, pattern, arguments);
    chunk_write(&chunk);
}

void printk(const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    vprintk(pattern, arguments);
    va_end(arguments);
}

void printk_flush(void) {
    if (current_sink) {
        current_sink->flush();
    }
}
