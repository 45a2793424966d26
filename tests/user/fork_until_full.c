/* Forks until there is no memory for another process. That is an error of fork; or, as copy-on-write needs memory
 * later than fork, it ends the process that cannot be served. Nobody else notices; and when all are dead, as many can
 * be forked again. With the argument "stay" it waits, with the machine full, to be killed itself.
 * Properties: L7 L8
 * Boot: memory=8 audit=0
 * Robin only: a host must not be filled. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define PAGE_BYTES 4096
#define ROUNDS 4

static volatile int *count; /* shared: no copy of it is ever needed */

static void sleep_for_ever(void) {
    for (;;) {
        sleep(1000);
    }
}

/* In a process of its own, which may not survive it. `pages` makes the end come at another place. */
__attribute__((noreturn)) static void fill(int pages) {
    volatile char *more = mmap(NULL, ROUNDS * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int page = 0; page < pages; page++) {
        more[page * PAGE_BYTES] = 1;
    }
    for (;;) {
        pid_t pid = fork();
        if (pid < 0) {
            _exit(errno);
        }
        if (pid == 0) {
            sleep_for_ever();
        }
        ++*count;
    }
}

/* Fills the machine; returns how the process that forked ended. */
static int fill_machine(int pages, bool own_group, pid_t *filler) {
    int status = 0;
    *count = 0;
    *filler = fork();
    if (*filler == 0) {
        if (own_group) {
            setpgid(0, 0);
        }
        fill(pages);
    }
    CHECK(waitpid(*filler, &status, 0) == *filler, "the process that forks cannot be waited for");
    return status;
}

static unsigned processes(void) {
    struct sysinfo info;
    sysinfo(&info);
    return info.procs;
}

static void kill_all(pid_t group, unsigned until) {
    kill(-group, SIGKILL);
    while (processes() > until) {
        usleep(10000); /* init reaps them */
    }
}

int main(int argc, char **argv) {
    (void)argv;
    pid_t filler;
    count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(count != MAP_FAILED, "mmap fails");
    if (argc > 1) {
        fill_machine(0, false, &filler);
        printf("no room for more than %d processes\n", *count);
        sleep_for_ever();
    }
    bool fork_failed = false;
    for (int round = 0; round < ROUNDS; round++) {
        int counts[2];
        for (int again = 0; again < 2; again++) {
            unsigned before = processes();
            int status = fill_machine(round, true, &filler);
            counts[again] = *count;
            CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) ||
                      (WIFEXITED(status) && (WEXITSTATUS(status) == ENOMEM || WEXITSTATUS(status) == EAGAIN)),
                  "the process that forks ended with %#x", status);
            fork_failed |= WIFEXITED(status);
            kill_all(filler, before);
        }
        CHECK(counts[0] > 100, "only %d processes", counts[0]);
        CHECK(counts[0] == counts[1], "%d processes at first, then %d", counts[0], counts[1]);
    }
    CHECK(fork_failed, "fork never returned an error");
    return check_result();
}
