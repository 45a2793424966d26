/* wait: whom it selects, what it refuses, and that WNOHANG never blocks.
 * Properties: L12 L13 L14 L15 L22 */
#include <robin.h>
#include <signal.h>
#include <stdint.h>

#include "tests/user/child.h"

static int gate;

static void wait_for_gate(void) {
    P(gate);
}

static pid_t start_exiting(int status) {
    pid_t pid = fork();
    REQUIRE(pid >= 0, "fork: %s", strerror(errno));
    if (pid == 0)
        _exit(status);
    return pid;
}

static void check_no_child(void) {
    int status = 77;
    CHECK(wait(&status) == -1 && errno == ECHILD, "wait without a child");
    CHECK(waitpid(-1, &status, WNOHANG) == -1 && errno == ECHILD, "waitpid(-1, WNOHANG) without a child");
    CHECK(waitpid(0, &status, 0) == -1 && errno == ECHILD, "waitpid(0) without a child");
    CHECK(status == 77, "the status was written although there is none");
}

static void check_each_once(void) {
    pid_t pids[3] = {start_exiting(1), start_exiting(2), start_exiting(3)};
    int seen = 0;
    for (int i = 0; i < 3; i++) {
        int status;
        pid_t pid = waitpid(-1, &status, 0);
        for (int k = 0; k < 3; k++)
            if (pid == pids[k] && CHECK(status == EXITED(k + 1), "child %d has status word %#x", k + 1, status))
                seen |= 1 << k;
    }
    CHECK(seen == 7, "not each of three children was reported once: %#x", seen);
    CHECK(wait(NULL) == -1 && errno == ECHILD, "a child was reported twice");
}

static void check_selection(void) {
    pid_t first = start_exiting(1), second = start_exiting(2), third = start_exiting(3);
    pid_t grouped = start(wait_for_gate);
    CHECK(setpgid(grouped, grouped) == 0, "setpgid: %s", strerror(errno));
    V(gate);
    let_others_run();
    CHECK(reap(second) == EXITED(2), "waitpid(pid) did not select the second child");
    CHECK(waitpid(second, NULL, 0) == -1 && errno == ECHILD, "the second child was reported again");
    CHECK(reap(first) == EXITED(1), "waitpid(pid) did not select the first child");
    int status;
    CHECK(waitpid(0, &status, 0) == third && status == EXITED(3),
          "waitpid(0) did not select the child of the own group");
    CHECK(waitpid(0, &status, 0) == -1 && errno == ECHILD, "waitpid(0) found a child of another group");
    CHECK(waitpid(-grouped, &status, 0) == grouped && status == EXITED(0), "waitpid(-group) did not select its member");
}

static void check_nohang(void) {
    pid_t pid = start(wait_for_gate);
    int status = 77;
    CHECK(waitpid(pid, &status, WNOHANG) == 0, "waitpid(WNOHANG) on a child that lives did not return 0");
    CHECK(waitpid(-1, &status, WNOHANG) == 0, "waitpid(-1, WNOHANG) did not return 0");
    CHECK(status == 77, "WNOHANG wrote a status although nothing has happened");
    V(gate);
    pid_t returned = 0;
    for (int tries = 0; tries < 1000 && returned == 0; tries++) {
        returned = waitpid(pid, &status, WNOHANG);
        usleep(1000);
    }
    CHECK(returned == pid && status == EXITED(0), "waitpid(WNOHANG) never found the child that had ended");
}

static pid_t parent, sibling;

static void wait_for_relatives(void) {
    CHECK(waitpid(getpid(), NULL, 0) == -1 && errno == ECHILD, "a process can wait for itself");
    CHECK(waitpid(parent, NULL, 0) == -1 && errno == ECHILD, "a process can wait for its parent");
    CHECK(waitpid(sibling, NULL, 0) == -1 && errno == ECHILD, "a process can wait for its sibling");
}

static void check_relatives(void) {
    parent = getpid();
    sibling = start(sleep_for_ever);
    CHECK(run(wait_for_relatives) == EXITED(0), "the child's checks failed");
    kill(sibling, SIGKILL);
    CHECK(reap(sibling) == KILLED(SIGKILL), "the sibling was not killed");
}

static void check_arguments(void) {
    pid_t pid = start_exiting(5);
    CHECK(waitpid(pid, NULL, 0x10000) == -1 && errno == EINVAL, "an unknown option is accepted");
    CHECK(waitpid(pid, NULL, 0) == pid, "NULL is refused as a place for the status");
    CHECK(waitpid(INT32_MIN, NULL, 0) == -1 && errno == ESRCH, "waitpid(-2^31): %s", strerror(errno));
    CHECK(waitpid(INT32_MIN, NULL, 0x10000) == -1 && errno == EINVAL, "an unknown option, for group 2^31");
    CHECK(waitpid(-INT32_MAX, NULL, 0) == -1 && errno == ECHILD, "there is a group 2^31 - 1");
    CHECK(waitpid(999999, NULL, 0) == -1 && errno == ECHILD, "there is a child 999999");
}

int main(void) {
    gate = sem_create(0);
    REQUIRE(gate >= 0, "sem_create: %s", strerror(errno));
    check_no_child();
    check_each_once();
    check_selection();
    check_nohang();
    check_relatives();
    check_arguments();
    check_no_child();
    return check_result();
}
