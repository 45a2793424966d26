/* A ring of characters with three positions that only grow:
 *
 *      taken            committed            typed
 *        |  can be read     |  the line being   |
 *        v                  v  edited           v
 *   -----[==================[-------------------[-----
 *
 * Erase and kill move `typed` back, but never past `committed`. */
#include "kernel/io/line.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/signal.h"
#include "kernel/proc/kill.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/wait_queue.h"
#include <stddef.h>

#define RING_BYTES 1024 /* a power of two */
#define CONTROL(letter) ((letter)&0x1f)
#define DELETE 0x7f

static char ring[RING_BYTES];
static uint32_t taken, committed, typed;
static struct wait_queue readers;
static int32_t foreground_group;
static void (*echo)(const char *text, uint32_t length);

static struct termios settings = {
    .c_iflag = ICRNL,
    .c_oflag = OPOST | ONLCR,
    .c_cflag = B38400 | CS8 | CREAD,
    .c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK,
    .c_cc = {[VINTR] = CONTROL('C'),
             [VQUIT] = CONTROL('\\'),
             [VERASE] = DELETE,
             [VKILL] = CONTROL('U'),
             [VEOF] = CONTROL('D'),
             [VMIN] = 1,
             [VSUSP] = CONTROL('Z')},
};

void line_init(void (*echo_text)(const char *text, uint32_t length)) {
    echo = echo_text;
    wait_queue_init(&readers, REASON_READ, 0);
}

static bool has(uint32_t local_flag) {
    return settings.c_lflag & local_flag;
}

static bool is_key(char c, int function) {
    return (uint8_t)c == settings.c_cc[function] && c != '\0';
}

static void show(char c) {
    bool is_control = (uint8_t)c < ' ' && c != '\n' && c != '\t';
    if (has(ECHO) && is_control) {
        echo((char[]){'^', (char)(c + '@')}, 2);
    } else if (has(ECHO)) {
        echo(&c, 1);
    }
}

static bool erase_one(void) {
    if (typed == committed) {
        return false;
    }
    char erased = ring[--typed % RING_BYTES];
    if (has(ECHO)) {
        bool is_wide = (uint8_t)erased < ' ' && erased != '\t';
        echo(is_wide ? "\b \b\b \b" : "\b \b", is_wide ? 6 : 3);
    }
    return true;
}

static void commit(void) {
    committed = typed;
    wait_queue_wake_all(&readers, 0);
}

/* The signal that a key sends, or 0. */
static int signal_of(char c) {
    if (!has(ISIG)) {
        return 0;
    }
    return is_key(c, VINTR) ? SIGINT : is_key(c, VQUIT) ? SIGQUIT : is_key(c, VSUSP) ? SIGTSTP : 0;
}

void line_input(char c) {
    if (c == '\r' && (settings.c_iflag & ICRNL)) {
        c = '\n';
    }
    int signal = signal_of(c);
    if (signal != 0) {
        show(c);
        taken = committed = typed;
        signal_send_group(foreground_group, signal);
        return;
    }
    if (has(ICANON)) {
        if (is_key(c, VERASE) || c == '\b') {
            erase_one();
            return;
        }
        if (is_key(c, VKILL)) {
            while (erase_one()) {
            }
            return;
        }
    }
    bool ends_line = !has(ICANON) || c == '\n' || is_key(c, VEOF);
    uint32_t limit = ends_line ? RING_BYTES : RING_BYTES - 1; /* there is always room to end a line */
    if (typed - taken >= limit) {
        return;
    }
    ring[typed++ % RING_BYTES] = c;
    if (!has(ICANON) || !is_key(c, VEOF)) {
        show(c);
    }
    if (ends_line) {
        commit();
    }
}

/* Blocks until there is something to read, as long as the terminal is ours. */
static int wait_for_input(void) {
    int error = 0;
    bool may_wait = has(ICANON) || settings.c_cc[VMIN] > 0;
    while (error == 0 && may_wait && current->group == foreground_group && taken == committed) {
        error = wait_queue_block(&readers);
    }
    return error != 0 || current->group == foreground_group ? error : -EIO;
}

/* Takes a character, unless Ctrl-C has thrown all of them away since we looked. */
static bool take(char *c) {
    uint32_t flags = irq_save();
    bool is_there = taken != committed;
    if (is_there) {
        *c = ring[taken++ % RING_BYTES];
    }
    irq_restore(flags);
    return is_there;
}

/* A Ctrl-D behind what has been read ends that; left there, it would be the next read's end of file. */
static void take_end_of_read(void) {
    uint32_t flags = irq_save();
    if (taken != committed && is_key(ring[taken % RING_BYTES], VEOF)) {
        taken++;
    }
    irq_restore(flags);
}

int32_t line_read(user_pointer to, uint32_t bytes) {
    uint32_t flags = irq_save();
    int32_t result = bytes > 0 ? wait_for_input() : 0;
    irq_restore(flags);

    uint32_t count = 0;
    char c;
    while (result == 0 && count < bytes && take(&c)) {
        if (has(ICANON) && is_key(c, VEOF)) {
            break; /* with something before it, it only ends this read */
        }
        result = copy_to_user(current->space, user_pointer_add(to, count), &c, 1);
        count += result == 0;
        if (has(ICANON) && c == '\n') {
            break;
        }
        if (has(ICANON) && count == bytes) {
            take_end_of_read();
        }
    }
    return count > 0 ? (int32_t)count : result;
}

const struct termios *line_settings(void) {
    return &settings;
}

void line_set(const struct termios *new_settings, bool discard_input) {
    uint32_t flags = irq_save();
    settings = *new_settings;
    if (discard_input) {
        taken = committed = typed;
    }
    if (!has(ICANON)) {
        commit(); /* what was typed of a line counts now */
    }
    irq_restore(flags);
}

int32_t line_foreground(void) {
    return foreground_group;
}

void line_set_foreground(int32_t group) {
    uint32_t flags = irq_save();
    foreground_group = group;
    wait_queue_wake_all(&readers, 0); /* those who may no longer read shall find out */
    irq_restore(flags);
}
