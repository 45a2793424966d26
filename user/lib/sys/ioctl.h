/* Device control, as in ioctl(2); the terminal's requests are in ioctl_tty(2). */
#pragma once

#include "kernel/abi/terminal.h"

int ioctl(int descriptor, unsigned long request, ...);
