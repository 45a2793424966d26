/* Forks until there is no memory for another process: fork fails, nothing else does. Then all children are killed and
 * reaped, and as many can be forked again. With the argument "stay" it stops when it is full, to be killed itself.
 * Properties: L7 L8
 * Boot: memory=16
 * Robin only: a host must not be filled. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define MOST 10000

static pid_t children[MOST];

static int fork_until_full(void) {
    int count = 0;
    while (count < MOST && (children[count] = fork()) > 0) {
        count++;
    }
    if (count < MOST && children[count] == 0) {
        for (;;) {
            sleep(1000);
        }
    }
    CHECK(count < MOST, "%d processes, and still room", count);
    CHECK(errno == ENOMEM || errno == EAGAIN, "fork fails with errno %d", errno);
    return count;
}

static void kill_all(int count) {
    for (int i = 0; i < count; i++) {
        kill(children[i], SIGKILL);
    }
    for (int i = 0; i < count; i++) {
        int status = 0;
        CHECK(waitpid(children[i], &status, 0) == children[i], "child %d is not there", i);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "child %d ended with %#x", i, status);
    }
}

int main(int argc, char **argv) {
    (void)argv;
    int first = fork_until_full();
    CHECK(first > 100, "only %d processes", first);
    if (argc > 1) {
        printf("no room for more than %d processes\n", first);
        for (;;) {
            sleep(1000);
        }
    }
    kill_all(first);
    int second = fork_until_full();
    CHECK(second == first, "%d processes at first, then %d", first, second);
    kill_all(second);
    return check_result();
}
