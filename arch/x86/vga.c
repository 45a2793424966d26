/* The text screen: an array of cells in video memory, row by row, two bytes each.
 *
 *      15     14 13 12     11     10  9  8   7 ... 0
 *     blink | background | bright | colour | character
 *
 * Video memory is slow, so text is laid out in ordinary memory; what has changed is copied once at the end of a write,
 * however often the write has made the screen scroll.
 *
 * 1. Between two writes, video memory equals cells.
 * 2. 0 <= row < ROWS.
 * 3. 0 <= column <= COLUMNS. COLUMNS itself is the place behind a full line: the line wraps only when another character
 *    comes, so that a line of exactly 80 characters and its newline take one row. */
#include "arch/x86/vga.h"
#include "arch/x86/cpu.h"
#include "arch/x86/layout.h"
#include "kernel/lib/string.h"
#include <stdbool.h>

#define VIDEO_MEMORY 0xb8000
#define COLUMNS 80
#define ROWS 25
#define CELLS (ROWS * COLUMNS)
#define TAB_COLUMNS 8

/* The CRT controller: a register's number goes to one port, its value to the other. */
#define CRTC_INDEX 0x3d4
#define CRTC_DATA 0x3d5
#define CURSOR_START 0x0a /* first scan line of the cursor's shape; bit 5 hides it */
#define CURSOR_END 0x0b
#define CURSOR_PLACE_HIGH 0x0e /* place: row * COLUMNS + column */
#define CURSOR_PLACE_LOW 0x0f

#define ESCAPE '\x1b'
#define PARAMETERS_MAX 4
#define PARAMETER_VALUE_MAX 999
#define ANSI_WHITE 7

static uint16_t cells[CELLS];
static int changed_from = CELLS, changed_to; /* these cells are to be copied; none if from >= to */
static int row, column;

/* Colours, numbered as ANSI does. */
static uint8_t text_colour, background_colour;
static bool bright;

/* How far we are inside an escape sequence. */
static enum { TEXT, ESCAPE_SEEN, IN_SEQUENCE } progress;
static int parameters[PARAMETERS_MAX];
static int parameter_count; /* the one being read is parameters[parameter_count - 1]; may exceed PARAMETERS_MAX */
static bool unknown;        /* the sequence has a character that none of ours has */

static int smaller(int a, int b) {
    return a < b ? a : b;
}

static int larger(int a, int b) {
    return a > b ? a : b;
}

static uint16_t cell(char c) {
    /* ANSI counts red, green, blue from the lowest bit on; the VGA counts blue, green, red. */
    static const uint8_t vga_colour[8] = {0, 4, 2, 6, 1, 5, 3, 7};
    uint16_t attribute = (uint16_t)(vga_colour[background_colour] << 4 | bright << 3 | vga_colour[text_colour]);
    return (uint16_t)(attribute << 8 | (uint8_t)c);
}

static void note_change(int from, int to) {
    changed_from = smaller(changed_from, from);
    changed_to = larger(changed_to, to);
}

static void erase(int from, int to) {
    for (int i = from; i < to; i++) {
        cells[i] = cell(' ');
    }
    note_change(from, to);
}

static void crtc_write(uint8_t number, uint8_t value) {
    port_out8(CRTC_INDEX, number);
    port_out8(CRTC_DATA, value);
}

static void update_screen(void) {
    if (changed_from < changed_to) {
        uint16_t *screen = physical_to_virtual(VIDEO_MEMORY);
        memcpy(screen + changed_from, cells + changed_from, (size_t)(changed_to - changed_from) * sizeof cells[0]);
        changed_from = CELLS;
        changed_to = 0;
    }
    int place = row * COLUMNS + smaller(column, COLUMNS - 1);
    crtc_write(CURSOR_PLACE_HIGH, (uint8_t)(place >> 8));
    crtc_write(CURSOR_PLACE_LOW, (uint8_t)place);
}

static void move_cursor(int new_row, int new_column) {
    row = larger(0, smaller(new_row, ROWS - 1));
    column = larger(0, smaller(new_column, COLUMNS - 1));
}

static void new_line(void) {
    column = 0;
    if (row < ROWS - 1) {
        row++;
        return;
    }
    memmove(cells, cells + COLUMNS, (CELLS - COLUMNS) * sizeof cells[0]);
    erase(CELLS - COLUMNS, CELLS);
    note_change(0, CELLS);
}

static void set_graphics(int code) {
    if (code == 0) {
        text_colour = ANSI_WHITE;
        background_colour = 0;
        bright = false;
    } else if (code == 1) {
        bright = true;
    } else if (code >= 30 && code <= 37) {
        text_colour = (uint8_t)(code - 30);
    } else if (code >= 40 && code <= 47) {
        background_colour = (uint8_t)(code - 40);
    } else if (code >= 90 && code <= 97) {
        text_colour = (uint8_t)(code - 90);
        bright = true;
    }
}

/* A whole sequence has been read; final is its last character, which says what it does. */
static void run_sequence(char final) {
    int first = parameters[0];
    int distance = larger(first, 1); /* of a move, where a missing parameter and 0 mean 1 */
    switch (final) {
    case 'A':
        move_cursor(row - distance, column);
        break;
    case 'B':
        move_cursor(row + distance, column);
        break;
    case 'C':
        move_cursor(row, column + distance);
        break;
    case 'D':
        move_cursor(row, column - distance);
        break;
    case 'H':
        move_cursor(first - 1, parameters[1] - 1);
        break;
    case 'J':
        if (first == 2) {
            erase(0, CELLS);
        }
        break;
    case 'K':
        if (first == 0) {
            erase(row * COLUMNS + column, (row + 1) * COLUMNS);
        }
        break;
    case 'm':
        for (int i = 0; i < smaller(parameter_count, PARAMETERS_MAX); i++) {
            set_graphics(parameters[i]);
        }
        break;
    }
}

/* ECMA-48, section 5.4: parameters and intermediate characters lie below '@', the final one does not. */
static void read_sequence(char c) {
    if (c >= '0' && c <= '9') {
        if (parameter_count <= PARAMETERS_MAX) {
            int *parameter = &parameters[parameter_count - 1];
            *parameter = smaller(*parameter * 10 + (c - '0'), PARAMETER_VALUE_MAX);
        }
    } else if (c == ';') {
        parameter_count = smaller(parameter_count, PARAMETERS_MAX) + 1;
    } else if (c >= ' ' && c < '@') {
        unknown = true;
    } else {
        progress = TEXT;
        if (!unknown) {
            run_sequence(c);
        }
    }
}

/* The character after ESC. Of the sequences without '[', those with a character below '0' have a second one. */
static void begin_sequence(char c) {
    if (c >= ' ' && c < '0') {
        return;
    }
    progress = c == '[' ? IN_SEQUENCE : TEXT;
    memset(parameters, 0, sizeof parameters);
    parameter_count = 1;
    unknown = false;
}

static void show(char c) {
    if (column == COLUMNS) {
        new_line();
    }
    int place = row * COLUMNS + column;
    cells[place] = cell(c);
    note_change(place, place + 1);
    column++;
}

static void take(char c) {
    if (c == ESCAPE) { /* also inside a sequence that was never finished */
        progress = ESCAPE_SEEN;
    } else if (c == '\n') {
        new_line();
    } else if (c == '\r') {
        column = 0;
    } else if (c == '\b') {
        column = larger(column - 1, 0);
    } else if (c == '\t') {
        move_cursor(row, (column / TAB_COLUMNS + 1) * TAB_COLUMNS);
    } else if ((uint8_t)c < ' ' || c == '\x7f') {
        return;
    } else if (progress == ESCAPE_SEEN) {
        begin_sequence(c);
    } else if (progress == IN_SEQUENCE) {
        read_sequence(c);
    } else {
        show(c);
    }
}

void vga_init(void) {
    set_graphics(0);
    erase(0, CELLS);
    crtc_write(CURSOR_START, 14); /* an underline */
    crtc_write(CURSOR_END, 15);
    update_screen();
}

void vga_write(const char *text, uint32_t length) {
    for (uint32_t i = 0; i < length; i++) {
        take(text[i]);
    }
    update_screen();
}

void vga_put(char c) {
    vga_write(&c, 1);
}
