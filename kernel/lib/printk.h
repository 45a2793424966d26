/* The kernel's own messages. */
#pragma once
#include <stdarg.h>
#include <stdint.h>

/* Where messages go. `write` may be called in any context; `flush` returns when all of it has left the machine. */
struct printk_sink {
    void (*write)(const char *text, uint32_t length);
    void (*flush)(void);
};

/* Context: boot. Before it, messages go nowhere. */
void printk_set_sink(const struct printk_sink *sink);

/* printf for the kernel: the conversions of format.h. Context: any, also an interrupt handler; never sleeps. */
__attribute__((format(printf, 1, 2))) void printk(const char *pattern, ...);

void vprintk(const char *pattern, va_list arguments);

/* Returns when all messages have left the machine. Context: any. */
void printk_flush(void);
