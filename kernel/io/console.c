/* Output has two ways in: the kernel's own messages and echo must not wait, so they push the serial line by polling
 * when its buffer is full; a program that prints sleeps until there is room. */
#include "kernel/io/console.h"
#include "arch/x86/cpu.h"
#include "arch/x86/keyboard.h"
#include "arch/x86/serial.h"
#include "arch/x86/vga.h"
#include "kernel/abi/errno.h"
#include "kernel/io/file_tree.h"
#include "kernel/io/line.h"
#include "kernel/lib/printk.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/wait_queue.h"
#include <stddef.h>

#define CHUNK_BYTES 256

static enum console_devices devices = CONSOLE_BOTH;
static struct wait_queue writers; /* for room in the serial line's buffer */

static void serial_write(const char *text, uint32_t length) {
    for (uint32_t i = 0; i < length; i++) {
        if (text[i] == '\n') {
            serial_put('\r');
        }
        serial_put(text[i]);
    }
}

static void write_now(const char *text, uint32_t length) {
    uint32_t flags = irq_save();
    if (devices & CONSOLE_SERIAL) {
        serial_write(text, length);
    }
    if (devices & CONSOLE_VGA) {
        vga_write(text, length);
    }
    irq_restore(flags);
}

static const struct printk_sink sink = {.write = write_now, .flush = serial_flush};

void console_init(void) {
    serial_init();
    vga_init();
    printk_set_sink(&sink);
}

void console_select(enum console_devices chosen) {
    devices = chosen;
}

static void wake_writers(void) {
    wait_queue_wake_all(&writers, 0);
}

static int put_or_wait(char c) {
    int error = 0;
    uint32_t flags = irq_save();
    while (error == 0 && !serial_try_put(c)) {
        error = wait_queue_block(&writers);
    }
    irq_restore(flags);
    return error;
}

/* Writes part of a program's output. 0, or -EINTR. */
static int write_chunk(const char *text, uint32_t length) {
    if (current->fatal_signal != 0) {
        return -EINTR; /* the screen never makes it wait, so it would not notice */
    }
    bool adds_return = (line_settings()->c_oflag & (OPOST | ONLCR)) == (OPOST | ONLCR);
    for (uint32_t i = 0; (devices & CONSOLE_SERIAL) && i < length; i++) {
        int error = text[i] == '\n' && adds_return ? put_or_wait('\r') : 0;
        if (error == 0) {
            error = put_or_wait(text[i]);
        }
        if (error != 0) {
            return error;
        }
    }
    if (devices & CONSOLE_VGA) {
        uint32_t flags = irq_save();
        vga_write(text, length);
        irq_restore(flags);
    }
    return 0;
}

static int32_t console_write(struct open_file *file, user_pointer from, uint32_t bytes) {
    (void)file;
    uint32_t written = 0;
    while (written < bytes) {
        char chunk[CHUNK_BYTES];
        uint32_t left = bytes - written;
        int32_t part = copy_from_user_partly(current->space, chunk, user_pointer_add(from, written),
                                             left < sizeof chunk ? left : sizeof chunk);
        int error = part > 0 ? write_chunk(chunk, (uint32_t)part) : part;
        if (error != 0) {
            return written > 0 ? (int32_t)written : error;
        }
        written += (uint32_t)part;
    }
    return (int32_t)written;
}

static int32_t console_read(struct open_file *file, user_pointer to, uint32_t bytes) {
    (void)file;
    return line_read(to, bytes);
}

static int set_settings(user_pointer argument, bool discard_input) {
    struct termios settings;
    int error = copy_from_user(current->space, &settings, argument, sizeof settings);
    if (error == 0) {
        line_set(&settings, discard_input);
    }
    return error;
}

static int set_foreground(user_pointer argument) {
    int32_t group;
    int error = copy_from_user(current->space, &group, argument, sizeof group);
    if (error != 0) {
        return error;
    }
    if (group <= 0) {
        return -EINVAL;
    }
    if (!process_group_exists(group)) {
        return -ESRCH;
    }
    line_set_foreground(group);
    return 0;
}

static int32_t console_control(struct open_file *file, uint32_t request, user_pointer argument) {
    (void)file;
    static const struct winsize size = {.ws_row = 25, .ws_col = 80};
    int32_t group = line_foreground();
    switch (request) {
    case TCGETS:
        return copy_to_user(current->space, argument, line_settings(), sizeof(struct termios));
    case TCSETS:
    case TCSETSW:
    case TCSETSF:
        return set_settings(argument, request == TCSETSF);
    case TIOCGPGRP:
        return copy_to_user(current->space, argument, &group, sizeof group);
    case TIOCSPGRP:
        return set_foreground(argument);
    case TIOCGWINSZ:
        return copy_to_user(current->space, argument, &size, sizeof size);
    default:
        return -ENOTTY;
    }
}

static const struct file_operations operations = {
    .read = console_read,
    .write = console_write,
    .control = console_control,
};

bool console_start(void (*break_received)(void)) {
    wait_queue_init(&writers, REASON_WRITE, 0);
    line_init(write_now);
    serial_start_interrupts(line_input, wake_writers, break_received);
    keyboard_init(line_input);
    int error;
    return file_tree_add("/dev/console", false, &operations, &error) != NULL;
}
