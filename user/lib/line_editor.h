/* A line of input with editing, history and completion.
 *
 *     left right home end     Ctrl-B F A E     move
 *     up down                 Ctrl-P N         history
 *     backspace delete        Ctrl-H D         delete a character
 *                             Ctrl-K U W       delete to the end, to the start, the word to the left
 *     Tab                                      complete the word, or list what fits
 *                             Ctrl-L C         clear the screen; give the line up
 *
 * It draws with printable characters, \b and \a alone (but for Ctrl-L), so that it works on any screen. A line longer
 * than the screen scrolls sideways. UTF-8 characters stay whole. */
#pragma once

#include "user/lib/completion.h"

#define LINE_BYTES 512

/* Shows `prompt` and reads a line, without its newline, into `line`. The terminal, descriptor 0, must be without
 * ICANON, ECHO and ISIG. Returns the line's length, 0 after Ctrl-C; -1 at the end of input: Ctrl-D on an empty line, or
 * an error. A line that is not empty goes into the history. */
int line_editor_read(const char *prompt, char line[LINE_BYTES], completer *complete);
