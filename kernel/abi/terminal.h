/* The terminal: ioctl_tty(2) requests, the kernel's struct termios, Linux i386's values. */
#pragma once
#include <stdint.h>

#define TCGETS 0x5401
#define TCSETS 0x5402
#define TCSETSW 0x5403
#define TCSETSF 0x5404
#define TIOCGPGRP 0x540f
#define TIOCSPGRP 0x5410
#define TIOCGWINSZ 0x5413

#define TERMINAL_CONTROL_CHARACTERS 19

struct termios {
    uint32_t c_iflag;
    uint32_t c_oflag;
    uint32_t c_cflag;
    uint32_t c_lflag;
    uint8_t c_line;
    uint8_t c_cc[TERMINAL_CONTROL_CHARACTERS];
};

struct winsize {
    uint16_t ws_row;
    uint16_t ws_col;
    uint16_t ws_xpixel;
    uint16_t ws_ypixel;
};

/* c_iflag */
#define ICRNL 0000400 /* carriage return becomes newline */
/* c_oflag */
#define OPOST 0000001
#define ONLCR 0000004 /* newline goes out as carriage return, newline */
/* c_cflag: 8 bits, receiver on, 38400 baud */
#define B38400 0000017
#define CS8 0000060
#define CREAD 0000200
/* c_lflag */
#define ISIG 0000001   /* Ctrl-C, Ctrl-\ and Ctrl-Z send signals */
#define ICANON 0000002 /* input by lines, with erase, kill and end of file */
#define ECHO 0000010
#define ECHOE 0000020
#define ECHOK 0000040
/* c_cc */
#define VINTR 0
#define VQUIT 1
#define VERASE 2
#define VKILL 3
#define VEOF 4
#define VTIME 5
#define VMIN 6
#define VSUSP 10
