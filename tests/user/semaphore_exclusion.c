/* P and V under constant preemption: one at a time inside, no unit lost or made, no wakeup lost.
 * Properties: P66
 * Boot: quantum=1 */
#include <robin.h>
#include <stdint.h>
#include <sys/times.h>

#include "tests/user/child.h"

#define WORKERS 4
#define ROUNDS 100
#define TURNS 200

struct shared {
    volatile int inside;
    volatile int sum;
    volatile int turns;
};

static struct shared *shared;

static int mutex, pool, ping, pong;

static void linger(int length) {
    for (volatile int i = 0; i < length; i++)
        ;
}

static void work(void) {
    for (int round = 0; round < ROUNDS; round++) {
        P(mutex);
        CHECK(++shared->inside == 1, "%d are inside", shared->inside);
        int sum = shared->sum;
        linger(round * 997 % 30000);
        shared->sum = sum + 1;
        shared->inside--;
        V(mutex);
        linger(round * 991 % 20000);
    }
}

static void check_exclusion(void) {
    pid_t pids[WORKERS];
    for (int i = 0; i < WORKERS; i++)
        pids[i] = start(work);
    for (int i = 0; i < WORKERS; i++)
        check_child(pids[i], 0);
    CHECK(shared->sum == WORKERS * ROUNDS, "%d of %d additions are there", shared->sum, WORKERS * ROUNDS);
    CHECK(sem_value(mutex) == 1, "the mutex is %d in the end", sem_value(mutex));
}

/* Three units for four workers: never more than three hold one, and all three are there in the end. */
static void borrow(void) {
    for (int round = 0; round < ROUNDS; round++) {
        P(pool);
        int left = sem_value(pool);
        CHECK(left >= 0 && left < 3, "%d units are left while one is taken", left);
        linger(round * 983 % 30000);
        V(pool);
    }
}

static void check_conservation(void) {
    pid_t pids[WORKERS];
    for (int i = 0; i < WORKERS; i++)
        pids[i] = start(borrow);
    for (int i = 0; i < WORKERS; i++)
        check_child(pids[i], 0);
    CHECK(sem_value(pool) == 3, "%d units of 3 are left", sem_value(pool));
}

static void answer(void) {
    for (int turn = 0; turn < TURNS; turn++) {
        P(ping);
        CHECK(shared->turns++ % 2 == 1, "the answer came out of turn");
        linger(turn * 977 % 9000);
        V(pong);
    }
}

/* One lost wakeup, and both wait for ever. */
static void check_ping_pong(void) {
    pid_t pid = start(answer);
    for (int turn = 0; turn < TURNS; turn++) {
        CHECK(shared->turns++ % 2 == 0, "the question came out of turn");
        linger(turn * 971 % 9000);
        V(ping);
        P(pong);
    }
    check_child(pid, 0);
    CHECK(shared->turns == 2 * TURNS, "%d turns", shared->turns);
    CHECK(sem_value(ping) == 0 && sem_value(pong) == 0, "units are left: %d, %d", sem_value(ping), sem_value(pong));
}

int main(void) {
    shared = shared_memory(sizeof *shared);
    mutex = sem_create(1);
    pool = sem_create(3);
    ping = sem_create(0);
    pong = sem_create(0);
    REQUIRE(mutex >= 0 && pool >= 0 && ping >= 0 && pong >= 0, "sem_create: %s", strerror(errno));
    check_exclusion();
    check_conservation();
    check_ping_pong();
    return check_result();
}
