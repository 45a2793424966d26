/* kill ends a process in whatever state it is, with the signal in its status; and what kill refuses.
 * Properties: K23 K24 K25 K26 K27 K28 T60 */
#include <robin.h>
#include <signal.h>

#include "tests/user/child.h"

static int closed; /* a semaphore that nobody opens */

static void block_in_P(void) {
    P(closed);
}

static void block_in_wait(void) {
    pid_t child = start(block_in_P); /* stays when its parent is killed, until the end of the test */
    waitpid(child, NULL, 0);
}

static void kill_yourself(void) {
    kill(getpid(), SIGTERM);
    REQUIRE(false, "kill(getpid()) returned");
}

static void raise_kill(void) {
    raise(SIGKILL);
    REQUIRE(false, "raise(SIGKILL) returned");
}

static void check_killed(const char *state, void (*work)(void)) {
    static const int signals[] = {SIGTERM, SIGKILL, SIGINT};
    signal(SIGINT, SIG_DFL); /* Linux: a shell ignores it for commands in the background */
    for (int i = 0; i < 3; i++) {
        pid_t pid = start(work);
        let_others_run();
        CHECK(kill(pid, signals[i]) == 0, "%s: kill: %s", state, strerror(errno));
        int status = reap(pid);
        CHECK(status == KILLED(signals[i]), "%s: status word %#x after signal %d", state, status, signals[i]);
    }
}

/* Killed before it has run its first instruction, or soon after. */
static void check_new(void) {
    for (int i = 0; i < 20; i++) {
        pid_t pid = start(sleep_for_ever);
        kill(pid, SIGKILL);
        CHECK(reap(pid) == KILLED(SIGKILL), "a new process was not killed");
    }
}

static void exit_with_5(void) {
    _exit(5);
}

static void check_zombie(void) {
    pid_t pid = start(exit_with_5);
    let_others_run();
    CHECK(kill(pid, 0) == 0, "kill(zombie, 0): %s", strerror(errno));
    CHECK(kill(pid, SIGKILL) == 0, "kill(zombie, SIGKILL): %s", strerror(errno));
    CHECK(reap(pid) == EXITED(5), "kill changed a zombie's status");
    CHECK(kill(pid, 0) == -1 && errno == ESRCH, "a reaped pid can be killed");
    CHECK(kill(pid, SIGKILL) == -1 && errno == ESRCH, "a reaped pid can be killed");
}

static void check_arguments(void) {
    CHECK(kill(getpid(), 0) == 0, "kill(self, 0): %s", strerror(errno));
    CHECK(kill(999999, SIGTERM) == -1 && errno == ESRCH, "there is a process 999999");
    CHECK(kill(0x7fffffff, 0) == -1 && errno == ESRCH, "there is a process with the highest number");
    CHECK(kill(getpid(), 65) == -1 && errno == EINVAL, "there is a signal 65");
    CHECK(kill(getpid(), -3) == -1 && errno == EINVAL, "there is a negative signal");
    CHECK(kill(999999, 65) == -1 && errno == ESRCH, "EINVAL comes before ESRCH");
}

int main(void) {
    closed = sem_create(0);
    REQUIRE(closed >= 0, "sem_create: %s", strerror(errno));
    check_killed("ready or running", spin_for_ever);
    check_killed("sleeping", sleep_for_ever);
    check_killed("in P", block_in_P);
    check_killed("in wait", block_in_wait);
    CHECK(run(kill_yourself) == KILLED(SIGTERM), "SIGTERM to itself");
    CHECK(run(raise_kill) == KILLED(SIGKILL), "SIGKILL to itself");
    check_new();
    check_zombie();
    check_arguments();
    sem_destroy(closed); /* the orphans of block_in_wait go on, and end */
    return check_result();
}
