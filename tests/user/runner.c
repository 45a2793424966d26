/* Runs test programs one after the other, each in a fresh process, and says what became of each.
 *
 *     runner /test/fork /test/wait ...
 *
 * Before each program it prints "BEGIN name", and after it one line for the machine that reads the console:
 *
 *     TEST fork status=0 signal=0 frames=15873->15873 procs=3->3
 *
 * Frames and processes are counted before and after: a difference is a leak. A program that does not end within
 * LIMIT_SECONDS of Robin's time, or that leaves processes behind, is killed with its whole group, which shows as
 * signal=9 or as a line "LEFT name". Exit status: 0 if every program ended with status 0 and left nothing behind. */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_SECONDS 20
#define SETTLE_TRIES 100
#define FRAME_BYTES 4096

struct resources {
    unsigned frames;
    unsigned processes;
};

static struct resources measure(void) {
    struct sysinfo info;
    if (sysinfo(&info) < 0) {
        perror("runner: sysinfo");
        exit(2);
    }
    return (struct resources){.frames = info.freeram / (FRAME_BYTES / info.mem_unit), .processes = info.procs};
}

static const char *name_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void pause_milliseconds(int milliseconds) {
    nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000}, NULL);
}

static pid_t start(const char *path) {
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        execl(path, name_of(path), NULL);
        perror(path);
        _exit(127);
    }
    return pid;
}

/* A process that kills the group of `pid` when its time is up; the runner kills it first if all goes well. */
static pid_t start_watchdog(pid_t pid) {
    pid_t watchdog = fork();
    if (watchdog == 0) {
        sleep(LIMIT_SECONDS);
        printf("LIMIT %d seconds are over\n", LIMIT_SECONDS);
        fflush(stdout);
        kill(-pid, SIGKILL);
        _exit(0);
    }
    return watchdog;
}

/* What the program forked may outlive it for a moment: orphans are init's to reap. */
static struct resources settle(unsigned processes) {
    struct resources now = measure();
    for (int i = 0; i < SETTLE_TRIES && now.processes > processes; i++) {
        pause_milliseconds(10);
        now = measure();
    }
    return now;
}

static bool run(const char *path) {
    const char *name = name_of(path);
    printf("BEGIN %s\n", name);
    fflush(stdout);
    struct resources before = measure();
    pid_t pid = start(path);
    if (pid < 0) {
        perror("runner: fork");
        return false;
    }
    pid_t watchdog = start_watchdog(pid);
    int status = 0;
    waitpid(pid, &status, 0);
    if (watchdog > 0) {
        kill(watchdog, SIGKILL);
        waitpid(watchdog, NULL, 0);
    }
    struct resources after = settle(before.processes);
    if (after.processes > before.processes) {
        printf("LEFT %s %d processes\n", name, after.processes - before.processes);
        kill(-pid, SIGKILL);
        settle(before.processes);
    }
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    printf("TEST %s status=%d signal=%d frames=%u->%u procs=%u->%u\n", name, code, signal, before.frames, after.frames,
           before.processes, after.processes);
    return status == 0 && before.frames == after.frames && before.processes == after.processes;
}

int main(int argc, char **argv) {
    bool good = true;
    for (int i = 1; i < argc; i++) {
        if (!run(argv[i])) {
            good = false;
        }
    }
    return good ? 0 : 1;
}
