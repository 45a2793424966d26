/* Waiting in P: first come, first served; V wakes exactly one and gives it the unit; nobody passes without a V.
 * Properties: P63 P64 P65 P68
 * Robin only: Linux does not promise the order */
#include <robin.h>
#include <signal.h>

#include "tests/user/child.h"

#define WAITERS 6

struct passed {
    int count;
    int order[WAITERS];
};

static struct passed *passed;

static int id, number;

static void wait_and_report(void) {
    CHECK(P(id) == 0, "P: %s", strerror(errno));
    passed->order[passed->count++] = number; /* on one CPU nobody comes in between */
}

static void start_waiters(pid_t *pids) {
    passed->count = 0;
    for (number = 0; number < WAITERS; number++) {
        pids[number] = start(wait_and_report);
        let_others_run(); /* each is in P before the next one comes */
    }
    CHECK(passed->count == 0, "%d passed P on 0", passed->count);
}

static void check_one_at_a_time(void) {
    pid_t pids[WAITERS];
    start_waiters(pids);
    for (int i = 0; i < WAITERS; i++) {
        CHECK(V(id) == 0, "V: %s", strerror(errno));
        CHECK(sem_value(id) == 0, "V with a waiter left the value %d", sem_value(id));
        CHECK(try_P(id) == -1 && errno == EAGAIN, "the unit for waiter %d could be taken by another", i);
        let_others_run();
        CHECK(passed->count == i + 1, "after %d times V %d have passed", i + 1, passed->count);
        CHECK(passed->order[i] == i, "waiter %d passed in place %d", passed->order[i], i);
        check_child(pids[i], 0);
    }
}

/* All units at once, without giving the processor away in between. */
static void check_all_at_once(void) {
    pid_t pids[WAITERS];
    start_waiters(pids);
    for (int i = 0; i < WAITERS; i++)
        V(id);
    CHECK(sem_value(id) == 0, "a V that somebody waited for left the value %d", sem_value(id));
    V(id);
    CHECK(sem_value(id) == 1, "a V that nobody waited for left the value %d", sem_value(id));
    for (int i = 0; i < WAITERS; i++)
        check_child(pids[i], 0);
    for (int i = 0; i < WAITERS; i++)
        CHECK(passed->order[i] == i, "waiter %d passed in place %d", passed->order[i], i);
    CHECK(P(id) == 0 && sem_value(id) == 0, "the unit that was left");
}

/* Being stopped and continued is no V. */
static void check_not_by_signals(void) {
    number = 0;
    passed->count = 0;
    pid_t pid = start(wait_and_report);
    let_others_run();
    kill(pid, SIGSTOP);
    let_others_run();
    kill(pid, SIGCONT);
    kill(pid, SIGCHLD);
    let_others_run();
    CHECK(passed->count == 0 && waitpid(pid, NULL, WNOHANG) == 0, "a waiter passed without a V");
    V(id);
    check_child(pid, 0);
    CHECK(sem_value(id) == 0, "the value is %d in the end", sem_value(id));
}

int main(void) {
    passed = shared_memory(sizeof *passed);
    id = sem_create(0);
    REQUIRE(id >= 0, "sem_create: %s", strerror(errno));
    check_one_at_a_time();
    check_all_at_once();
    check_not_by_signals();
    return check_result();
}
