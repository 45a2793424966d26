/* Colours of what the kernel prints: terminals' escape sequences, or nothing unless boot word color=on asks for them.
 */
#pragma once
#include <stdbool.h>

enum color { COLOR_NONE, COLOR_BOLD, COLOR_RED, COLOR_YELLOW, COLOR_CYAN };

/* Context: boot. */
void color_enable(bool enabled);

/* What to print before text of this colour, and COLOR_NONE's after it. Context: any. */
const char *color(enum color color);
