#include "labs/unit.h"
#include "kernel/lib/printk.h"
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void time_is_over(int signal) {
    (void)signal;
    static const char text[] = "The test above does not end. Is there a loop that waits for something?\n";
    _exit(write(STDERR_FILENO, text, sizeof text - 1) < 0 ? 2 : 1);
}

void unit_limit_time(void) {
    signal(SIGALRM, time_is_over);
    alarm(UNIT_SECONDS_MAX);
}

/* For who looks for a mistake: the kernel's own is not linked in. */
void printk(const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    vfprintf(stderr, pattern, arguments);
    va_end(arguments);
}
