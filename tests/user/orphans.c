/* Orphans: living or dead, they become init's children, and init reaps them.
 * Properties: L18 L19 L20
 * Robin only: on Linux other processes than init may adopt */
#include <robin.h>
#include <signal.h>
#include <sys/sysinfo.h>

#include "tests/user/child.h"

#define INIT 1
#define ORPHANS 3
#define TRIES 200

static pid_t *orphans; /* shared, as is the next */
static int *failed;
static int asked, parent_gone, asked_again, gate;

static unsigned processes(void) {
    struct sysinfo info;
    REQUIRE(sysinfo(&info) == 0, "sysinfo: %s", strerror(errno));
    return info.procs;
}

/* Init reaps soon, not at once. */
static bool disappears(pid_t pid) {
    for (int i = 0; i < TRIES && kill(pid, 0) == 0; i++)
        usleep(10000);
    return kill(pid, 0) == -1 && errno == ESRCH;
}

static void leave_living_orphans(void) {
    pid_t parent = getpid();
    for (int i = 0; i < ORPHANS; i++) {
        pid_t pid = fork();
        REQUIRE(pid >= 0, "fork: %s", strerror(errno));
        if (pid == 0) {
            CHECK(getppid() == parent, "the parent is %d, not %d", getppid(), parent);
            V(asked);
            P(parent_gone);
            CHECK(getppid() == INIT, "the parent is %d, not init", getppid());
            *failed |= check_result();
            V(asked_again);
            P(gate);
            _exit(0);
        }
        orphans[i] = pid;
    }
    for (int i = 0; i < ORPHANS; i++)
        P(asked);
}

static void check_living(void) {
    unsigned before = processes();
    check_child(start(leave_living_orphans), 0);
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "the orphans became their grandparent's");
    for (int i = 0; i < ORPHANS; i++)
        V(parent_gone);
    for (int i = 0; i < ORPHANS; i++)
        P(asked_again);
    CHECK(*failed == 0, "an orphan's checks failed");
    CHECK(processes() == before + ORPHANS, "%u processes, not %u", processes(), before + ORPHANS);
    for (int i = 0; i < ORPHANS; i++)
        V(gate);
    for (int i = 0; i < ORPHANS; i++)
        CHECK(disappears(orphans[i]), "init did not reap orphan %d", orphans[i]);
    CHECK(processes() == before, "%u processes, not %u", processes(), before);
}

/* The children are zombies when their parent ends. */
static void leave_dead_orphans(void) {
    for (int i = 0; i < ORPHANS; i++) {
        pid_t pid = fork();
        REQUIRE(pid >= 0, "fork: %s", strerror(errno));
        if (pid == 0)
            _exit(i);
        orphans[i] = pid;
    }
    let_others_run();
    for (int i = 0; i < ORPHANS; i++)
        CHECK(kill(orphans[i], 0) == 0, "zombie %d disappeared before its parent", orphans[i]);
}

static void check_dead(void) {
    unsigned before = processes();
    check_child(start(leave_dead_orphans), 0);
    for (int i = 0; i < ORPHANS; i++)
        CHECK(disappears(orphans[i]), "init did not reap the dead orphan %d", orphans[i]);
    CHECK(processes() == before, "%u processes, not %u", processes(), before);
}

int main(void) {
    orphans = shared_memory(ORPHANS * sizeof *orphans);
    failed = shared_memory(sizeof *failed);
    asked = sem_create(0);
    parent_gone = sem_create(0);
    asked_again = sem_create(0);
    gate = sem_create(0);
    REQUIRE(asked >= 0 && parent_gone >= 0 && asked_again >= 0 && gate >= 0, "sem_create: %s", strerror(errno));
    check_living();
    check_dead();
    return check_result();
}
