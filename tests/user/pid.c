/* Process numbers: positive, all different, and not given again while a zombie holds one.
 * Properties: L4 */
#include <robin.h>

#include "tests/user/child.h"

#define TOGETHER 30
#define AFTERWARDS 300

static int gate;

static void wait_for_gate(void) {
    P(gate);
}

static void check_unique(void) {
    pid_t pids[TOGETHER];
    for (int i = 0; i < TOGETHER; i++)
        pids[i] = start(wait_for_gate);
    for (int i = 0; i < TOGETHER; i++) {
        CHECK(pids[i] > 0 && pids[i] != getpid() && pids[i] != getppid(), "a child has pid %d", pids[i]);
        for (int k = 0; k < i; k++)
            CHECK(pids[i] != pids[k], "two children have pid %d", pids[i]);
    }
    for (int i = 0; i < TOGETHER; i++)
        V(gate);
    for (int i = 0; i < TOGETHER; i++)
        check_child(pids[i], 0);
}

static void nothing(void) {
}

static void check_zombie_keeps_its_pid(void) {
    pid_t zombie = start(nothing);
    for (int i = 0; i < AFTERWARDS; i++) {
        pid_t pid = start(nothing);
        if (!CHECK(pid != zombie, "the zombie's pid %d was given again", pid))
            return;
        check_child(pid, 0);
    }
    check_child(zombie, 0);
}

int main(void) {
    gate = sem_create(0);
    REQUIRE(gate >= 0, "sem_create: %s", strerror(errno));
    check_unique();
    check_zombie_keeps_its_pid();
    return check_result();
}
