/* kill - sends a signal to processes
 *
 * Usage: kill [-SIGNAL] pid...        SIGNAL: a name or a number, else TERM
 *        kill -l                      lists the names
 *
 * TERM, INT and KILL end a process, STOP suspends it and CONT resumes it: watch
 * its state in `ps`. One that is blocked is first taken out of its wait, since
 * nothing dies in the middle of a system call. A pid below -1 means a process
 * group: `kill -- -7`. Process 1, init, takes no signal. To end everything there
 * is `halt`. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole of `text` as a number; false if it is none. */
static bool read_number(const char *text, int *number) {
    char *end;
    *number = (int)strtol(text, &end, 10);
    return end != text && *end == '\0';
}

/* "9", "KILL" or "SIGKILL"; -1 if there is no such signal. */
static int read_signal(const char *text) {
    int number;
    if (read_number(text, &number))
        return number >= 0 && number <= SIGNAL_MAX ? number : -1;
    if (strncmp(text, "SIG", 3) == 0)
        text += 3;
    for (number = 1; number <= SIGNAL_MAX; number++) {
        const char *name = sigabbrev_np(number);
        if (name != NULL && strcmp(name, text) == 0)
            return number;
    }
    return -1;
}

static int list_signals(void) {
    for (int signal = 1; signal <= SIGNAL_MAX; signal++) {
        if (sigabbrev_np(signal) != NULL)
            printf("%2d %s\n", signal, sigabbrev_np(signal));
    }
    return 0;
}

static int send(const char *text, int signal) {
    int pid;
    if (!read_number(text, &pid) || pid == 0 || pid == -1) {
        fprintf(stderr, "kill: `%s` is not a process's number\n", text);
        return 2;
    }
    if (kill(pid, signal) == 0)
        return 0;
    fprintf(stderr, "kill: %s: %s\n", text, strerror(errno));
    return 1;
}

int main(int argc, char **argv) {
    int signal = SIGTERM;
    int first = 1;
    if (argc == 2 && strcmp(argv[1], "-l") == 0)
        return list_signals();
    if (argc > 1 && argv[1][0] == '-' && strcmp(argv[1], "--") != 0)
        signal = read_signal(argv[first++] + 1);
    if (signal < 0) {
        fprintf(stderr, "kill: there is no signal `%s`; kill -l lists them\n", argv[1] + 1);
        return 2;
    }
    if (first < argc && strcmp(argv[first], "--") == 0)
        first++;
    if (first == argc) {
        fputs("usage: kill [-SIGNAL] pid...\n", stderr);
        return 2;
    }
    int result = 0;
    for (int i = first; i < argc; i++)
        result |= send(argv[i], signal);
    return result;
}
