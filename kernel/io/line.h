/* The terminal's input side: from keystrokes to lines (termios(3), canonical mode) or, without ICANON, to bytes. */
#pragma once
#include "kernel/abi/terminal.h"
#include "kernel/mm/user_copy.h"
#include <stdint.h>

/* `echo` shows what was typed. Context: boot. */
void line_init(void (*echo)(const char *text, uint32_t length));

/* One character from the keyboard or the serial line. Context: interrupt handler. */
void line_input(char c);

/* read(2): waits for a line (or a byte) and copies as much of it as fits. The count, 0 at an end of file (Ctrl-D on an
 * empty line), -EIO if the process is not in the foreground group, -EFAULT, -ENOMEM, or -EINTR. Context: may sleep. */
int32_t line_read(user_pointer to, uint32_t bytes);

/* How the terminal is set. Context: process context. */
const struct termios *line_settings(void);
void line_set(const struct termios *settings, bool discard_input);

/* The process group that Ctrl-C, Ctrl-\ and Ctrl-Z go to, and that may read. Context: process context. */
int32_t line_foreground(void);
void line_set_foreground(int32_t group);
