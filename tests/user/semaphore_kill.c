/* Waiters that are killed leave the queue and the value right, whether before or after V chose them.
 * Properties: K26 K29
 * Robin only: Linux does not promise the order */
#include <robin.h>
#include <signal.h>

#include "tests/user/child.h"

#define WAITERS 5

static int id;
static volatile int *passed; /* how many, shared */

static void pass(void) {
    CHECK(P(id) == 0, "P: %s", strerror(errno));
    *passed += 1;
}

static void start_waiters(pid_t *pids) {
    *passed = 0;
    for (int i = 0; i < WAITERS; i++) {
        pids[i] = start(pass);
        let_others_run();
    }
}

/* One of the queue is killed; the others are served in order, and one V more finds nobody. */
static void check_place(int killed) {
    pid_t pids[WAITERS];
    start_waiters(pids);
    CHECK(kill(pids[killed], SIGTERM) == 0, "kill: %s", strerror(errno));
    CHECK(reap(pids[killed]) == KILLED(SIGTERM), "waiter %d was not killed", killed);
    CHECK(sem_value(id) == 0, "the value is %d after waiter %d was killed", sem_value(id), killed);
    int served = 0;
    for (int i = 0; i < WAITERS; i++) {
        if (i == killed)
            continue;
        V(id);
        CHECK(waitpid(-1, NULL, 0) == pids[i], "waiter %d is not the next one", i);
        CHECK(*passed == ++served, "%d have passed after %d times V", *passed, served);
    }
    V(id);
    CHECK(sem_value(id) == 1, "a V too many leaves %d", sem_value(id));
    P(id);
}

static void check_all_killed(void) {
    pid_t pids[WAITERS];
    start_waiters(pids);
    for (int i = WAITERS - 1; i >= 0; i--)
        kill(pids[i], SIGKILL);
    for (int i = 0; i < WAITERS; i++)
        CHECK(reap(pids[i]) == KILLED(SIGKILL), "waiter %d was not killed", i);
    V(id);
    CHECK(sem_value(id) == 1 && *passed == 0, "the value is %d and %d have passed", sem_value(id), *passed);
    P(id);
}

/* V has handed its unit over: the waiter has passed P, and takes the unit with it. */
static void check_killed_after_V(void) {
    pid_t pids[WAITERS];
    start_waiters(pids);
    V(id);
    kill(pids[0], SIGKILL);
    CHECK(reap(pids[0]) == KILLED(SIGKILL), "the first waiter was not killed");
    CHECK(sem_value(id) == 0 && *passed == 0, "the unit came back: value %d, %d have passed", sem_value(id), *passed);
    for (int i = 1; i < WAITERS; i++)
        V(id);
    for (int i = 1; i < WAITERS; i++)
        check_child(pids[i], 0);
    CHECK(sem_value(id) == 0 && *passed == WAITERS - 1, "value %d, %d have passed", sem_value(id), *passed);
}

/* Killed at every moment of its way into P. */
static void check_killed_on_the_way(void) {
    for (int i = 0; i < 50; i++) {
        pid_t pid = start(pass);
        for (volatile int wait = 0; wait < i * 2000; wait++)
            ;
        if (i % 3 == 0)
            usleep(1);
        kill(pid, SIGKILL);
        CHECK(reap(pid) == KILLED(SIGKILL), "a process on its way into P was not killed");
        CHECK(sem_value(id) == 0, "the value is %d", sem_value(id));
    }
    V(id);
    CHECK(sem_value(id) == 1, "somebody dead still waits: the value is %d", sem_value(id));
    P(id);
}

int main(void) {
    passed = shared_memory(sizeof *passed);
    id = sem_create(0);
    REQUIRE(id >= 0, "sem_create: %s", strerror(errno));
    check_place(0);
    check_place(WAITERS / 2);
    check_place(WAITERS - 1);
    check_all_killed();
    check_killed_after_V();
    check_killed_on_the_way();
    return check_result();
}
