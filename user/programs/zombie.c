/* zombie - a process that has ended and that nobody has waited for yet
 *
 * Usage: zombie [SECONDS]        leave the zombie lying that long, 0 to 60
 *
 * What a process leaves behind is its exit status, and its parent may ask for
 * it at any time. Until then the process has no memory and never runs again,
 * but its entry in the process table and its pid must stay: it is a zombie.
 * wait collects the status and removes the rest; the zombie is "reaped".
 *
 * Watch: kill with signal 0 sends nothing; it only tells whether the pid is in
 * use. Try `zombie 30 &` and then `ps`.
 *
 * Think: 1. Can you kill a zombie? Try it.
 *        2. What happens to a machine whose programs never wait?
 *        3. Who reaps a zombie whose parent ends? (See orphan.) */
#include <errno.h>
#include <robin.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define EXIT_STATUS 7
#define LONGEST_SECONDS 60

static const char *pid_state(pid_t pid) {
    return kill(pid, 0) == 0 ? "in use" : "free";
}

int main(int argc, char **argv) {
    char *end = "";
    int seconds = argc > 1 ? (int)strtol(argv[1], &end, 10) : 0;
    if (argc > 2 || *end != '\0' || seconds < 0 || seconds > LONGEST_SECONDS) {
        fprintf(stderr, "zombie: give one number from 0 to %d, or nothing\n", LONGEST_SECONDS);
        return 2;
    }
    int may_end = sem_create(0);
    REQUIRE(may_end >= 0, "sem_create: %s", strerror(errno));
    sem_label(may_end, "may end");
    pid_t child = fork();
    REQUIRE(child >= 0, "fork: %s", strerror(errno));
    if (child == 0) {
        P(may_end);
        return EXIT_STATUS;
    }

    int status = 0;
    printf("%-30s %7s   pid %d is\n", "the child", "waitpid", child);
    pid_t returned = waitpid(child, &status, WNOHANG);
    printf("lives                          %7d   %s\n", returned, pid_state(child));
    CHECK(returned == 0, "waitpid(WNOHANG) returned %d for a child that lives", returned);

    V(may_end);
    usleep(100000); /* plenty of time to end */
    if (seconds > 0)
        sleep((unsigned)seconds);
    printf("has ended: a zombie                  -   %s\n", pid_state(child));
    CHECK(kill(child, 0) == 0, "the zombie's pid is free already");

    returned = waitpid(child, &status, 0);
    printf("is waited for: exit status %d  %7d   %s\n", WEXITSTATUS(status), returned, pid_state(child));
    CHECK(returned == child, "waitpid returned %d, not %d", returned, child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_STATUS, "status word %#x", status);
    CHECK(kill(child, 0) == -1 && errno == ESRCH, "the pid is still in use after wait");

    returned = waitpid(child, &status, 0);
    printf("is waited for once more        %7d   (%s)\n", returned, strerror(errno));
    CHECK(returned == -1 && errno == ECHILD, "a second waitpid returned %d", returned);
    return check_result();
}
