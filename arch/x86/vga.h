/* The VGA's text screen, 80 by 25 characters in colour, as a terminal that understands the few ANSI sequences that
 * Robin's boot list and shell use.
 *
 *     \n                  first column of the next line; the screen scrolls at the bottom
 *     \r \b \t            first column; one column left; next multiple of eight columns
 *     ESC [ n A B C D     the cursor n up, down, right, left; it stays on the screen
 *     ESC [ row ; col H   the cursor to this place; 1 ; 1 is the upper left corner
 *     ESC [ K             erase from the cursor to the end of the line
 *     ESC [ 2 J           erase the screen
 *     ESC [ n ; ... m     0 plain, 1 bright, 30-37 and 90-97 colour of the text, 40-47 of the background
 *
 * Other sequences and control characters have no effect.
 * Sources: ECMA-48 for the sequences; IBM PS/2 Hardware Interface Technical Reference, "Video Subsystem", for the
 * registers and the attribute byte. */
#pragma once
#include <stdint.h>

/* Clears the screen. The firmware has set text mode 3. Context: boot, once the direct map exists. */
void vga_init(void);

/* Shows the text, and moves the blinking cursor once, behind it.
 * Context: any, with interrupts off or another guard against a second caller; never sleeps. */
void vga_write(const char *text, uint32_t length);

/* The same for one character. */
void vga_put(char c);
