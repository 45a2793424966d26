/* From scan codes to characters. The firmware leaves the controller translating to set 1: a key sends its code when
 * pressed, and the code with bit 7 set when released. Keys that the first PCs did not have send a prefix before. */
#include "arch/x86/keyboard.h"
#include "arch/x86/cpu.h"
#include <stdbool.h>
#include <stdint.h>

#define DATA 0x60
#define STATUS 0x64
#define STATUS_DATA_READY 0x01
#define STATUS_AUXILIARY 0x20   /* the data is the mouse's */
#define CONTROLLER_BYTES_MAX 16 /* more than any controller buffers */

#define RELEASED 0x80
#define PREFIX 0xe0
#define KEY_ENTER 0x1c
#define KEY_CTRL 0x1d /* with the prefix: the right one */
#define KEY_LEFT_SHIFT 0x2a
#define KEY_SLASH 0x35
#define KEY_RIGHT_SHIFT 0x36
#define KEY_CAPS_LOCK 0x3a
#define KEY_KEYPAD_FIRST 0x47
#define KEY_KEYPAD_LAST 0x53

/* The characters of the keys below Caps Lock, by scan code; NUL for a key that has none: code 0, Ctrl, Shift, Alt. */
static const char plain[KEY_CAPS_LOCK + 1] = "\0\0331234567890-=\177\t"
                                             "qwertyuiop[]\r\0"
                                             "asdfghjkl;'`\0\\"
                                             "zxcvbnm,./\0*\0 ";
static const char shifted[KEY_CAPS_LOCK + 1] = "\0\033!@#$%^&*()_+\177\t"
                                               "QWERTYUIOP{}\r\0"
                                               "ASDFGHJKL:\"~\0|"
                                               "ZXCVBNM<>?\0*\0 ";

/* The keypad without Num Lock; with the prefix, the separate keys of the same names. */
static const char *const keypad[KEY_KEYPAD_LAST - KEY_KEYPAD_FIRST + 1] = {
    "\x1b[H",  "\x1b[A",  "\x1b[5~", "-", /* Home, up, page up */
    "\x1b[D",  "",        "\x1b[C",  "+", /* left, the middle, right */
    "\x1b[F",  "\x1b[B",  "\x1b[6~",      /* End, down, page down */
    "\x1b[2~", "\x1b[3~",                 /* Insert, Delete */
};

static void (*receive_character)(char c);
static bool prefixed; /* the last code was the prefix */
static bool left_shift, right_shift, left_ctrl, right_ctrl, caps_lock, caps_lock_held;

static bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

/* Ctrl takes the upper bits away from the characters from '@' on: Ctrl-C is 3, Ctrl-\ is 28. */
static char character(uint8_t key) {
    bool shift = (left_shift || right_shift) != (caps_lock && is_letter(plain[key]));
    char c = shift ? shifted[key] : plain[key];
    return (left_ctrl || right_ctrl) && c >= '@' && c < '\x7f' ? c & 0x1f : c;
}

/* Shift, Ctrl and Caps Lock: keys that change what others mean. Returns whether this key is one of them. */
static bool modify(uint8_t key, bool pressed, bool with_prefix) {
    switch (key) {
    case KEY_CTRL:
        *(with_prefix ? &right_ctrl : &left_ctrl) = pressed;
        return true;
    case KEY_LEFT_SHIFT:
    case KEY_RIGHT_SHIFT:
        if (!with_prefix) { /* with it, a shift that nobody pressed: keyboards wrap one round the separate arrow keys */
            *(key == KEY_LEFT_SHIFT ? &left_shift : &right_shift) = pressed;
        }
        return true;
    case KEY_CAPS_LOCK:
        caps_lock ^= pressed && !caps_lock_held; /* held down, the key repeats its code */
        caps_lock_held = pressed;
        return true;
    default:
        return false;
    }
}

static void press(uint8_t key, bool with_prefix) {
    if (key >= KEY_KEYPAD_FIRST && key <= KEY_KEYPAD_LAST) {
        for (const char *c = keypad[key - KEY_KEYPAD_FIRST]; *c != '\0'; c++) {
            receive_character(*c);
        }
        return;
    }
    /* Of the keys that share a code with a character, only the keypad's Enter and slash mean that character. */
    bool typed = key < KEY_CAPS_LOCK && (!with_prefix || key == KEY_ENTER || key == KEY_SLASH);
    char c = typed ? character(key) : '\0';
    if (c != '\0') {
        receive_character(c);
    }
}

static void take(uint8_t code) {
    bool with_prefix = prefixed;
    prefixed = code == PREFIX;
    uint8_t key = code & ~RELEASED;
    bool pressed = !(code & RELEASED);
    if (!prefixed && !modify(key, pressed, with_prefix) && pressed) {
        press(key, with_prefix);
    }
}

void keyboard_init(void (*receive)(char c)) {
    receive_character = receive;
    /* Bounded, because a machine without a controller reads all ones, and so "ready", for ever. */
    for (int i = 0; i < CONTROLLER_BYTES_MAX && (port_in8(STATUS) & STATUS_DATA_READY); i++) {
        port_in8(DATA);
    }
}

void keyboard_interrupt(struct trapframe *frame) {
    (void)frame;
    uint8_t status;
    while ((status = port_in8(STATUS)) & STATUS_DATA_READY) {
        uint8_t code = port_in8(DATA);
        if (!(status & STATUS_AUXILIARY)) {
            take(code);
        }
    }
}
