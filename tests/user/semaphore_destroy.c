/* Destroying a semaphore that processes wait for: all come out of P with EIDRM, and the id is none any more.
 * Properties: P73 P74 */
#include <robin.h>

#include "tests/user/child.h"

#define WAITERS 6

static int id;

static void wait_for_the_end(void) {
    CHECK(P(id) == -1 && errno == EIDRM, "P on a semaphore that is destroyed did not say EIDRM");
    CHECK(P(id) == -1 && errno == EINVAL, "P on a destroyed semaphore did not say EINVAL");
}

static void destroy_it(void) {
    CHECK(sem_destroy(id) == 0, "sem_destroy: %s", strerror(errno));
}

static void check(void (*destroyer)(void)) {
    id = sem_create(0);
    REQUIRE(id >= 0, "sem_create: %s", strerror(errno));
    pid_t pids[WAITERS];
    for (int i = 0; i < WAITERS; i++)
        pids[i] = start(wait_for_the_end);
    usleep(100000); /* all are in P */
    check_child(start(destroyer), 0);
    for (int i = 0; i < WAITERS; i++)
        check_child(pids[i], 0);
    CHECK(V(id) == -1 && errno == EINVAL, "V on a destroyed semaphore did not say EINVAL");
    CHECK(sem_destroy(id) == -1 && errno == EINVAL, "a semaphore can be destroyed twice");
}

int main(void) {
    check(destroy_it);
    check(destroy_it);
    return check_result();
}
