/* The console as a terminal: its settings, size and foreground group, and that only that group may read.
 * With the argument "bytes" it reads one byte at a time, and tells each, to the end of its input.
 * Robin only: on a host there is perhaps no terminal, and it would be somebody's */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "tests/user/child.h"
#include "tests/user/own_path.h"

static int console;

static void check_settings(void) {
    struct termios settings, changed;
    CHECK(tcgetattr(console, &settings) == 0, "TCGETS: %s", strerror(errno));
    CHECK((settings.c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG), "c_lflag is %#x", settings.c_lflag);
    CHECK((settings.c_oflag & (OPOST | ONLCR)) == (OPOST | ONLCR), "c_oflag is %#x", settings.c_oflag);
    CHECK(settings.c_iflag & ICRNL, "c_iflag is %#x", settings.c_iflag);
    CHECK(settings.c_cc[VINTR] == 3 && settings.c_cc[VEOF] == 4 && settings.c_cc[VSUSP] == 26, "control characters");

    changed = settings;
    changed.c_lflag &= ~(uint32_t)(ICANON | ECHO);
    for (int when = TCSANOW; when <= TCSAFLUSH; when++) {
        CHECK(tcsetattr(console, when, &changed) == 0, "TCSETS + %d: %s", when, strerror(errno));
        struct termios now;
        CHECK(tcgetattr(console, &now) == 0 && memcmp(&now, &changed, sizeof now) == 0, "the settings were not taken");
        CHECK(tcsetattr(console, when, &settings) == 0, "TCSETS + %d: %s", when, strerror(errno));
    }
    struct winsize size = {0};
    CHECK(ioctl(console, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0, "%u lines of %u", size.ws_row,
          size.ws_col);
    CHECK(isatty(console) == 1, "isatty does not know the console");
}

static void check_refusals(const char *path) {
    int file = open(path, O_RDONLY);
    CHECK(ioctl(file, TCGETS, NULL) == -1 && errno == ENOTTY, "a file is a terminal");
    CHECK(isatty(file) == 0, "isatty takes a file for a terminal");
    CHECK(ioctl(99, TCGETS, NULL) == -1 && errno == EBADF, "descriptor 99");
    CHECK(ioctl(console, 0x54ff, NULL) == -1 && errno == ENOTTY, "an unknown request");
    static const unsigned requests[] = {TCGETS, TCSETS, TIOCGPGRP, TIOCSPGRP, TIOCGWINSZ};
    for (unsigned i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        CHECK(ioctl(console, requests[i], NULL) == -1 && errno == EFAULT, "request %#x with NULL", requests[i]);
        CHECK(ioctl(console, requests[i], (void *)0xc0100000) == -1 && errno == EFAULT,
              "request %#x with the kernel's text", requests[i]);
    }
    CHECK(lseek(console, 0, SEEK_SET) == -1 && errno == ESPIPE, "the console has positions");
    CHECK(read(console, (void *)0xc0100000, 0) <= 0, "a read of nothing into the kernel");
    close(file);
}

/* In the background: a read is refused, writing is allowed. */
static void use_from_background(void) {
    char byte;
    CHECK(setpgid(0, 0) == 0, "setpgid: %s", strerror(errno));
    CHECK(read(console, &byte, 1) == -1 && errno == EIO, "a read from the background");
    CHECK(write(console, "", 0) == 0, "a write of nothing: %s", strerror(errno));
}

/* In front: it waits for a line, and Ctrl-C would reach it. */
static void read_from_foreground(void) {
    char byte;
    setpgid(0, 0);
    CHECK(tcsetpgrp(console, getpid()) == 0, "tcsetpgrp: %s", strerror(errno));
    CHECK(tcgetpgrp(console) == getpid(), "the foreground group is %d", tcgetpgrp(console));
    read(console, &byte, 1);
    REQUIRE(false, "a read without input returned");
}

/* Neither for reading nor for writing: a descriptor that may only be asked about (open(2)). */
static void check_access(void) {
    char byte;
    int file = open("/dev/console", O_ACCMODE);
    CHECK(file >= 0, "open with access mode 3: %s", strerror(errno));
    CHECK(read(file, &byte, 1) == -1 && errno == EBADF, "access mode 3 lets read: %s", strerror(errno));
    CHECK(write(file, "", 1) == -1 && errno == EBADF, "access mode 3 lets write: %s", strerror(errno));
    CHECK(isatty(file), "access mode 3: not a terminal");
    close(file);
}

/* VMIN = 0: what there is, at once, even if that is nothing (termios(3)). */
static void read_without_waiting(void) {
    char bytes[8];
    struct termios settings, changed;
    setpgid(0, 0);
    CHECK(tcsetpgrp(console, getpid()) == 0, "tcsetpgrp: %s", strerror(errno));
    tcgetattr(console, &settings);
    changed = settings;
    changed.c_lflag &= ~(uint32_t)(ICANON | ECHO);
    changed.c_cc[VMIN] = 0;
    CHECK(tcsetattr(console, TCSANOW, &changed) == 0, "tcsetattr: %s", strerror(errno));
    ssize_t count = read(console, bytes, sizeof bytes);
    CHECK(count == 0, "with VMIN = 0 and no input, read returned %d", (int)count);
    CHECK(tcsetattr(console, TCSANOW, &settings) == 0, "tcsetattr: %s", strerror(errno));
}

/* It waits for input when the terminal is taken away from it. */
static void read_until_refused(void) {
    char byte;
    setpgid(0, 0);
    CHECK(tcsetpgrp(console, getpid()) == 0, "tcsetpgrp: %s", strerror(errno));
    ssize_t count = read(console, &byte, 1);
    CHECK(count == -1 && errno == EIO, "read returned %d: %s", (int)count, strerror(errno));
}

/* Waits for a child that may hang: then it is killed, which its status shows. */
static int reap_in_time(pid_t pid) {
    let_others_run();
    kill(pid, SIGKILL);
    return reap(pid);
}

static void check_foreground(void) {
    pid_t before = tcgetpgrp(console);
    CHECK(before > 0, "tcgetpgrp: %s", strerror(errno));
    CHECK(run(use_from_background) == EXITED(0), "the child's checks failed");
    pid_t pid = start(read_from_foreground);
    let_others_run();
    CHECK(waitpid(pid, NULL, WNOHANG) == 0, "a read without input did not wait");
    kill(-pid, SIGTERM);
    CHECK(reap(pid) == KILLED(SIGTERM), "a process that reads was not killed");
    CHECK(tcsetpgrp(console, before) == 0 && tcgetpgrp(console) == before, "tcsetpgrp back: %s", strerror(errno));

    pid = start(read_until_refused);
    let_others_run();
    CHECK(waitpid(pid, NULL, WNOHANG) == 0, "a read without input did not wait");
    CHECK(tcsetpgrp(console, before) == 0, "tcsetpgrp: %s", strerror(errno));
    CHECK(reap_in_time(pid) == EXITED(0), "a read that waited was not refused when the terminal was taken away");

    CHECK(reap_in_time(start(read_without_waiting)) == EXITED(0), "a read with VMIN = 0 waited, or failed");
    CHECK(tcsetpgrp(console, before) == 0, "tcsetpgrp: %s", strerror(errno));
    CHECK(tcsetpgrp(console, 32000) == -1 && errno == ESRCH, "a group that does not exist");
    CHECK(tcsetpgrp(console, -5) == -1 && errno == EINVAL, "a negative group");
}

static int tell_bytes(void) {
    printf("ready\n");
    char c;
    while (read(STDIN_FILENO, &c, 1) == 1)
        printf("<%c>\n", c);
    printf("end of input\n");
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 1)
        return tell_bytes();
    console = open("/dev/console", O_RDWR);
    REQUIRE(console >= 0, "open(/dev/console): %s", strerror(errno));
    check_settings();
    check_refusals(own_path(argv));
    check_access();
    check_foreground();
    return check_result();
}
