#include "kernel/lib/color.h"

static bool is_enabled;

void color_enable(bool enabled) {
    is_enabled = enabled;
}

const char *color(enum color color) {
    static const char *const sequences[] = {"\x1b[0m", "\x1b[1m", "\x1b[1;31m", "\x1b[33m", "\x1b[36m"};
    return is_enabled ? sequences[color] : "";
}
