/* Terminal modes, as in termios(3). struct termios is the kernel's own. */
#pragma once

#include "kernel/abi/terminal.h"

/* When tcsetattr takes effect: now, after pending output, or after that and with pending input thrown away. */
#define TCSANOW 0
#define TCSADRAIN 1
#define TCSAFLUSH 2

int tcgetattr(int terminal, struct termios *modes);
int tcsetattr(int terminal, int when, const struct termios *modes);
