/* The console: where the kernel and the programs print, and where people type. COM1, the VGA text screen, or both. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum console_devices { CONSOLE_SERIAL = 1, CONSOLE_VGA = 2, CONSOLE_BOTH = 3 };

/* From here on printk prints. Context: boot, first of all. */
void console_init(void);

/* Which devices are used from here on. Context: boot. */
void console_select(enum console_devices devices);

/* Input and output by interrupt from here on, and /dev/console in the file tree. `break_received` is called, by the
 * interrupt handler, when the serial line sends BREAK instead of a character. False if memory is full. Context: boot.
 */
bool console_start(void (*break_received)(void));
