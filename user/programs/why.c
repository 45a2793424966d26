/* why - says why a process is not running
 *
 * Usage: why [PID...]        without a PID: every process but why itself
 *
 * One sentence each, which the kernel makes from the PCB and its queues when the
 * file /proc/why is read. A process that is not RUNNING waits either for the CPU
 * (READY: it tells who has it, and who is ahead in the ready queue) or for
 * something that must happen first (BLOCKED: in P, wait, sleep or read).
 *
 * Watch: start `spin & spin &`, then `why`, several times. On one line, since a
 * deadlock is soon ended: `philosophers 5 deadlock & sleep 0.1; why`. Find the
 * circle: who passed P on the fork that each waits for?
 *
 * Think: 1. Can a process be READY while nobody is RUNNING?
 *        2. Why is there no sentence for a process that is both READY and BLOCKED? */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PID_MAX 32767 /* of Robin and of Linux */

/* Prints the sentence about one process, or, for 0, about all but ourselves. False if there is no such process. */
static bool tell(int file, int pid) {
    char line[512];
    ssize_t size;
    bool found = false;
    while ((size = read(file, line, sizeof line)) > 0) {
        int about = atoi(line);
        if (pid == 0 ? about != getpid() : about == pid) {
            write(STDOUT_FILENO, line, (size_t)size);
            found = true;
        }
    }
    return found || pid == 0;
}

static int open_sentences(void) {
    int file = open("/proc/why", O_RDONLY);
    if (file < 0) {
        fputs("why: there is no /proc/why: this program is Robin's own\n", stderr);
        exit(1);
    }
    return file;
}

int main(int argc, char **argv) {
    if (argc == 1)
        return tell(open_sentences(), 0) ? 0 : 1;
    int result = 0;
    for (int i = 1; i < argc; i++) {
        char *end;
        long pid = strtol(argv[i], &end, 10);
        if (pid <= 0 || pid > PID_MAX || *end != '\0') {
            fprintf(stderr, "why: `%s` is not a process's number\n", argv[i]);
            result = 2;
            continue;
        }
        int file = open_sentences();
        if (!tell(file, (int)pid)) {
            fprintf(stderr, "why: there is no process %ld\n", pid);
            result = 1;
        }
        close(file);
    }
    return result;
}
