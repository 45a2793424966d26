/* Forks until all pids are in use, which is an error of fork and no more; a zombie holds its pid until it is reaped,
 * and then as many can be forked again.
 *
 * Properties: L4 L5 L7 L8
 * Boot: pids=20
 * Robin only: a host has more pids, and needs them */
#include "tests/user/child.h"

#define PIDS 20

static int fill(pid_t *pids) {
    int count = 0;
    errno = 0;
    while (count < PIDS && (pids[count] = fork()) > 0)
        count++;
    if (count < PIDS && pids[count] == 0)
        _exit(7);
    REQUIRE(errno == EAGAIN, "with %d children, fork said: %s", count, strerror(errno));
    return count;
}

int main(void) {
    pid_t pids[PIDS], again;
    int first = fill(pids);
    CHECK(first > 5, "there were pids for only %d children", first);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < first; i++)
            CHECK(pids[i] > 0 && pids[i] <= PIDS, "a pid is %d", pids[i]);
        let_others_run(); /* all are zombies now */
        REQUIRE((again = fork()) == -1 && errno == EAGAIN, "process %d has a zombie's pid", again);
        check_child(pids[round], 7);
        again = start(let_others_run);
        CHECK(again == pids[round], "the only free pid was %d, given was %d", pids[round], again);
        check_child(again, 0);
        for (int i = 0; i < first; i++)
            if (i != round)
                check_child(pids[i], 7);
        int count = fill(pids);
        CHECK(count == first, "%d children at first, then %d", first, count);
    }
    for (int i = 0; i < first; i++)
        check_child(pids[i], 7);
    return check_result();
}
