/* time - run a command, and tell how long it took
 *
 * Usage: time COMMAND [ARGUMENT...]
 *
 * When the command has ended, three times are printed: how long it took by the
 * clock; how long it had the processor for its own instructions; and how long
 * the kernel worked for it. Its children count, too, if it has waited for them.
 *
 * Watch: the sum of the last two may be less than the first. When?
 *
 * Think: 1. `time sleep 2`: which of the three are 0, and why?
 *        2. `time round_robin` and, at once, `time round_robin &` before it:
 *           which times change?
 *        3. All three count ticks of the timer. What does a command that runs
 *           for a tenth of a tick show? And one that runs so ten times? */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOT_FOUND 127 /* as the shell says it */

static void print(const char *what, int seconds, int milliseconds) {
    fprintf(stderr, "%s %4d.%03d s\n", what, seconds, milliseconds);
}

static void become(char **command) {
    char path[256];
    snprintf(path, sizeof path, strchr(command[0], '/') == NULL ? "/bin/%s" : "%s", command[0]);
    execv(path, command);
    fprintf(stderr, "time: %s: %s\n", command[0], strerror(errno));
    _exit(NOT_FOUND);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fputs("usage: time COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    pid_t pid = fork();
    if (pid == 0)
        become(argv + 1);
    if (pid < 0) {
        perror("time: fork");
        return 1;
    }
    int status;
    struct rusage used;
    if (waitpid(pid, &status, 0) != pid || getrusage(RUSAGE_CHILDREN, &used) != 0) {
        perror("time: wait");
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    int passed = (end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1000000;
    print("by the clock  ", passed / 1000, passed % 1000);
    print("in user mode  ", used.ru_utime.tv_sec, used.ru_utime.tv_usec / 1000);
    print("in the kernel ", used.ru_stime.tv_sec, used.ru_stime.tv_usec / 1000);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
