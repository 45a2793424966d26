/* exit and wait: every status arrives, exit does not return, wait waits, and no two ends are lost.
 * Properties: L9 L10 L11 L21 */
#include <robin.h>
#include <stdbool.h>
#include <stdio.h>

#include "tests/user/child.h"
#include "user/lib/system_call.h"

#define CROWD 20

static volatile bool *reached;

static void check_statuses(void) {
    for (int status = -1; status <= 256; status++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(status);
        int word = reap(pid);
        CHECK(word == EXITED(status), "exit(%d) arrives as status word %#x", status, word);
    }
}

static void exit_and_go_on(void) {
    system_call1(SYS_exit, 3);
    *reached = true;
}

static void exit_group_and_go_on(void) {
    system_call1(SYS_exit_group, 4);
    *reached = true;
}

static void check_exit_never_returns(void) {
    reached = shared_memory(sizeof *reached);
    CHECK(run(exit_and_go_on) == EXITED(3), "exit(3) did not end its process with 3");
    CHECK(run(exit_group_and_go_on) == EXITED(4), "exit_group(4) did not end its process with 4");
    CHECK(!*reached, "exit returned");
}

static void take_your_time(void) {
    usleep(100000);
    *reached = true;
}

static void check_wait_waits(void) {
    *reached = false;
    pid_t pid = start(take_your_time);
    int status;
    CHECK(wait(&status) == pid, "wait did not return the child");
    CHECK(*reached, "wait returned before the child was done");
}

/* Many children end at the same moment: each must be reported once, with its own status. */
static void check_crowd(void) {
    int gate = sem_create(0);
    REQUIRE(gate >= 0, "sem_create: %s", strerror(errno));
    pid_t pids[CROWD];
    for (int i = 0; i < CROWD; i++) {
        pids[i] = fork();
        REQUIRE(pids[i] >= 0, "fork: %s", strerror(errno));
        if (pids[i] == 0) {
            P(gate);
            _exit(i);
        }
    }
    for (int i = 0; i < CROWD; i++)
        V(gate);
    int reported = 0;
    for (int i = 0; i < CROWD; i++) {
        int status;
        pid_t pid = wait(&status);
        for (int k = 0; k < CROWD; k++) {
            if (pids[k] == pid) {
                CHECK(status == EXITED(k), "child %d arrives with status word %#x", k, status);
                pids[k] = 0;
                reported++;
            }
        }
    }
    CHECK(reported == CROWD, "%d of %d children were reported", reported, CROWD);
    CHECK(wait(NULL) == -1 && errno == ECHILD, "there is a child too many");
}

int main(void) {
    check_statuses();
    check_exit_never_returns();
    check_wait_waits();
    check_crowd();
    return check_result();
}
