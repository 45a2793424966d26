/* Process groups: who is in which, kill of a whole group, and what setpgid refuses.
 * Properties: K23 K25 */
#include <signal.h>
#include <stdint.h>

#include "tests/user/child.h"

#define MEMBERS 4

static void check_inherited(void) {
    CHECK(getpgid(0) == getpgid(getpid()), "getpgid(0) is not the own group");
    CHECK(getpgrp() == getpgid(0), "getpgrp and getpgid(0) differ");
    pid_t pid = start(sleep_for_ever);
    CHECK(getpgid(pid) == getpgid(0), "a child is not in its parent's group");
    CHECK(setpgid(pid, pid) == 0, "setpgid(child): %s", strerror(errno));
    CHECK(getpgid(pid) == pid, "the child did not enter its own group");
    CHECK(setpgid(pid, getpgid(0)) == 0, "back into the parent's group: %s", strerror(errno));
    CHECK(getpgid(pid) == getpgid(0), "the child did not come back");
    kill(pid, SIGKILL);
    CHECK(reap(pid) == KILLED(SIGKILL), "the child was not killed");
}

static void check_kill_group(void) {
    pid_t pids[MEMBERS];
    for (int i = 0; i < MEMBERS; i++) {
        pids[i] = start(i % 2 ? sleep_for_ever : spin_for_ever);
        CHECK(setpgid(pids[i], pids[0]) == 0, "setpgid: %s", strerror(errno));
    }
    pid_t outsider = start(sleep_for_ever);
    CHECK(kill(-pids[0], 0) == 0, "kill(-group, 0): %s", strerror(errno));
    CHECK(kill(-pids[0], SIGTERM) == 0, "kill(-group): %s", strerror(errno));
    for (int i = 0; i < MEMBERS; i++) {
        int status;
        pid_t pid = waitpid(-pids[0], &status, 0);
        CHECK(pid > 0 && pid != outsider && status == KILLED(SIGTERM), "member %d: status word %#x", i, status);
    }
    CHECK(waitpid(-pids[0], NULL, 0) == -1 && errno == ECHILD, "the group has a member left");
    CHECK(kill(-pids[0], SIGTERM) == -1 && errno == ESRCH, "an empty group can be killed");
    CHECK(kill(outsider, 0) == 0 && waitpid(outsider, NULL, WNOHANG) == 0, "somebody outside the group was killed");
    kill(outsider, SIGKILL);
    reap(outsider);
}

/* A leader whose two children are in its group: kill(0) reaches all three. */
static void kill_own_group(void) {
    setpgid(0, 0);
    pid_t pids[2] = {start(sleep_for_ever), start(spin_for_ever)};
    CHECK(getpgid(pids[0]) == getpid() && getpgid(pids[1]) == getpid(), "the children are not in the leader's group");
    kill(0, SIGUSR1);
    REQUIRE(false, "kill(0) returned to the process that it ends");
}

static void check_kill_own_group(void) {
    pid_t leader = start(kill_own_group);
    CHECK(reap(leader) == KILLED(SIGUSR1), "kill(0) did not end its caller");
    int tries = 0;
    while (kill(-leader, 0) == 0 && tries++ < 200)
        usleep(10000); /* the members are orphans now: somebody reaps them */
    CHECK(kill(-leader, 0) == -1 && errno == ESRCH, "kill(0) left members of the group alive");
}

static void check_arguments(void) {
    pid_t pid = start(sleep_for_ever);
    CHECK(getpgid(999999) == -1 && errno == ESRCH, "process 999999 has a group");
    CHECK(getpgid(-3) == -1 && errno == ESRCH, "a negative process has a group");
    CHECK(setpgid(999999, 0) == -1 && errno == ESRCH, "process 999999 can enter a group");
    CHECK(setpgid(getppid(), 0) == -1 && errno == ESRCH, "the parent can be put into a group");
    CHECK(setpgid(0, -3) == -1 && errno == EINVAL, "there is a negative group");
    CHECK(setpgid(0, INT32_MIN) == -1 && errno == EINVAL, "there is a group -2^31");
    CHECK(setpgid(-5, 0) == -1 && errno == EINVAL, "setpgid(-5, 0): %s", strerror(errno));
    CHECK(setpgid(INT32_MIN, 0) == -1 && errno == EINVAL, "setpgid(-2^31, 0): %s", strerror(errno));
    CHECK(setpgid(-5, 7) == -1 && errno == ESRCH, "setpgid(-5, 7): %s", strerror(errno));
    CHECK(kill(INT32_MIN, 0) == -1 && errno == ESRCH, "kill(-2^31): %s", strerror(errno));
    CHECK(setpgid(pid, 999999) == -1 && errno == EPERM, "a child can enter a group that does not exist");
    kill(pid, SIGKILL);
    CHECK(reap(pid) == KILLED(SIGKILL), "the child was not killed");
}

int main(void) {
    check_inherited();
    check_kill_group();
    check_kill_own_group();
    check_arguments();
    return check_result();
}
