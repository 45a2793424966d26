/* The line editor. Owned here: the line being typed and what of it is on the screen.
 *
 * 1. 0 <= first <= cursor <= length < LINE_BYTES, each at the start of a UTF-8 character; line[length] is NUL.
 * 2. Between two keys the screen shows the line from `first` on, as far as there is room: `shown` columns; its cursor
 * is where the line's is. The last column of the screen is never written, so that nothing wraps. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "user/lib/line_editor.h"
#include "user/lib/line_history.h"

#define CONTROL(letter) ((letter)&0x1f)
#define ESCAPE 0x1b
#define RUBOUT 0x7f
#define DELETE_KEY 0x100
#define UNKNOWN_KEY 0x101
#define USUAL_COLUMNS 80
#define LEAST_COLUMNS 8

static char *line;
static int length, cursor, first;
static const char *prompt;
static int room; /* columns for the line, to the right of the prompt */
static int shown;

static int history_age;        /* which old line is being edited; 0: the new one */
static char draft[LINE_BYTES]; /* the new one meanwhile */

/* --- characters --- */

static bool continues(int byte) {
    return (byte & 0xc0) == 0x80;
}

static int after(int place) {
    do
        place++;
    while (continues(line[place]));
    return place;
}

static int before(int place) {
    do
        place--;
    while (continues(line[place]));
    return place;
}

/* Columns from one place to another. From U+3000 on, where Chinese is, nearly all characters take two. */
static int columns(int from, int to) {
    int sum = 0;
    for (; from < to; from = after(from))
        sum += (unsigned char)line[from] < 0xe3 ? 1 : 2;
    return sum;
}

static int word_start(int place) {
    while (place > 0 && line[place - 1] == ' ')
        place--;
    while (place > 0 && line[place - 1] != ' ')
        place--;
    return place;
}

/* --- the screen --- */

static void put_times(char c, int times) {
    for (; times > 0; times--)
        putchar(c);
}

static void beep(void) {
    putchar('\a');
    fflush(stdout);
}

/* Brings the screen up to date; `column` is where its cursor is, counted from the start of the text. */
static void draw(int column) {
    if (cursor <= first) /* at the left edge: show half a screen of what is before */
        for (first = cursor; first > 0 && columns(first, cursor) < room / 2;)
            first = before(first);
    while (columns(first, cursor) > room)
        first = after(first);
    int last = cursor;
    while (last < length && columns(first, after(last)) <= room)
        last = after(last);

    put_times('\b', column);
    for (int place = first; place < last; place++)
        putchar(line[place]);
    int end = columns(first, last);
    if (shown > end)
        put_times(' ', shown - end);
    put_times('\b', (shown > end ? shown : end) - columns(first, cursor));
    shown = end;
    fflush(stdout);
}

static void draw_on_new_line(void) {
    fputs(prompt, stdout);
    shown = 0;
    draw(0);
}

static void measure_screen(void) {
    struct winsize size;
    int width = ioctl(0, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_COLUMNS;
    room = width - (int)strlen(prompt) - 1;
    if (room < LEAST_COLUMNS)
        room = LEAST_COLUMNS;
}

/* --- what keys do --- */

static void move_to(int place) {
    int column = columns(first, cursor);
    cursor = place;
    draw(column);
}

static void erase(int from, int to) {
    int column = columns(first, cursor);
    memmove(line + from, line + to, (size_t)(length - to + 1));
    length -= to - from;
    cursor = from;
    if (first > from)
        first = from;
    draw(column);
}

static void insert(const char *text, int size) {
    if (length + size >= LINE_BYTES) {
        beep();
        return;
    }
    int column = columns(first, cursor);
    memmove(line + cursor + size, line + cursor, (size_t)(length - cursor + 1));
    memcpy(line + cursor, text, (size_t)size);
    length += size;
    cursor += size;
    if (cursor == length && columns(first, cursor) <= room) { /* at the end, with room left: an echo is enough */
        printf("%.*s", size, text);
        fflush(stdout);
        shown = columns(first, cursor);
    } else {
        draw(column);
    }
}

static void go_through_history(int age) {
    const char *old = line_history(age);
    if (age < 0 || (age > 0 && old == NULL)) {
        beep();
        return;
    }
    if (history_age == 0)
        strcpy(draft, line);
    history_age = age;
    int column = columns(first, cursor);
    strcpy(line, age == 0 ? draft : old);
    length = cursor = (int)strlen(line);
    first = 0;
    draw(column);
}

static void complete_word(completer *complete) {
    char left[LINE_BYTES];
    snprintf(left, sizeof left, "%.*s", cursor, line);
    const char *word = left + cursor;
    while (word > left && strchr(" ;&", word[-1]) == NULL)
        word--;

    char more[LINE_BYTES];
    int candidates = completion_find(complete, left, word, more, sizeof more);
    if (more[0] != '\0') {
        insert(more, (int)strlen(more));
    } else if (candidates > 1) {
        putchar('\n');
        completion_list(complete, left, word, room);
        draw_on_new_line();
    } else {
        beep();
    }
}

/* --- keys --- */

static int unread = EOF; /* a byte that was read too early */

static int read_byte(void) {
    int byte = unread != EOF ? unread : getchar();
    unread = EOF;
    return byte;
}

/* A key that sends ESC [ (or ESC O), perhaps a number, and a letter or ~. Is the Ctrl key that does the same. */
static int read_escape_sequence(void) {
    int introducer = read_byte();
    if (introducer != '[' && introducer != 'O')
        return UNKNOWN_KEY;
    int number = 0;
    int byte;
    while ((byte = read_byte()) >= '0' && byte <= '9')
        number = number * 10 + byte - '0';
    if (byte == '~')
        byte = number == 1 || number == 7 ? 'H' : number == 4 || number == 8 ? 'F' : number == 3 ? '~' : 0;
    switch (byte) {
    case 'A':
        return CONTROL('P');
    case 'B':
        return CONTROL('N');
    case 'C':
        return CONTROL('F');
    case 'D':
        return CONTROL('B');
    case 'H':
        return CONTROL('A');
    case 'F':
        return CONTROL('E');
    case '~':
        return DELETE_KEY;
    default:
        return UNKNOWN_KEY;
    }
}

static int read_key(void) {
    int byte = read_byte();
    return byte == ESCAPE ? read_escape_sequence() : byte;
}

/* Inserts the UTF-8 character that begins with `byte`; a broken one is dropped. */
static void insert_character(int byte) {
    char bytes[4] = {(char)byte};
    int size = byte < 0x80 ? 1 : byte < 0xc0 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf8 ? 4 : 0;
    for (int i = 1; i < size; i++) {
        int next = read_byte();
        if (next == EOF || !continues(next)) {
            unread = next;
            return;
        }
        bytes[i] = (char)next;
    }
    if (byte >= ' ')
        insert(bytes, size);
}

static void edit(int key, completer *complete) {
    switch (key) {
    case CONTROL('A'):
        move_to(0);
        break;
    case CONTROL('E'):
        move_to(length);
        break;
    case CONTROL('B'):
        move_to(cursor > 0 ? before(cursor) : 0);
        break;
    case CONTROL('F'):
        move_to(cursor < length ? after(cursor) : length);
        break;
    case CONTROL('P'):
        go_through_history(history_age + 1);
        break;
    case CONTROL('N'):
        go_through_history(history_age - 1);
        break;
    case CONTROL('H'):
    case RUBOUT:
        erase(cursor > 0 ? before(cursor) : 0, cursor);
        break;
    case CONTROL('D'):
    case DELETE_KEY:
        erase(cursor, cursor < length ? after(cursor) : length);
        break;
    case CONTROL('K'):
        erase(cursor, length);
        break;
    case CONTROL('U'):
        erase(0, cursor);
        break;
    case CONTROL('W'):
        erase(word_start(cursor), cursor);
        break;
    case CONTROL('I'):
        complete_word(complete);
        break;
    case CONTROL('L'):
        fputs("\033[H\033[2J", stdout);
        draw_on_new_line();
        break;
    case UNKNOWN_KEY:
        break;
    default:
        insert_character(key);
        break;
    }
}

int line_editor_read(const char *shown_prompt, char buffer[LINE_BYTES], completer *complete) {
    prompt = shown_prompt;
    line = buffer;
    line[0] = '\0';
    length = cursor = first = history_age = 0;
    measure_screen();
    draw_on_new_line();
    for (;;) {
        int key = read_key();
        if (key == EOF || (key == CONTROL('D') && length == 0)) {
            putchar('\n');
            return -1;
        }
        if (key == CONTROL('C')) {
            puts("^C");
            line[0] = '\0';
            return 0;
        }
        if (key == '\r' || key == '\n') {
            putchar('\n');
            line_history_add(line);
            return length;
        }
        edit(key, complete);
    }
}
