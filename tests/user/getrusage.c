/* getrusage: whose time it tells, and what it says to arguments that make no sense. */
#include <stdint.h>
#include <sys/resource.h>

#include "tests/user/child.h"

#define SPIN_MILLISECONDS 200
#define BAD_POINTER ((struct rusage *)0xC0000000) /* the kernel's on Robin, nobody's on Linux */

static int milliseconds(struct timeval time) {
    return time.tv_sec * 1000 + time.tv_usec / 1000;
}

/* Both times together. */
static int used(int who) {
    struct rusage usage;
    memset(&usage, 0xee, sizeof usage);
    CHECK(getrusage(who, &usage) == 0, "getrusage(%d): %s", who, strerror(errno));
    CHECK(usage.ru_utime.tv_usec >= 0 && usage.ru_utime.tv_usec < 1000000, "%d us", (int)usage.ru_utime.tv_usec);
    CHECK(usage.ru_stime.tv_usec >= 0 && usage.ru_stime.tv_usec < 1000000, "%d us", (int)usage.ru_stime.tv_usec);
    return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

static void spin(void) {
    int begin = used(RUSAGE_SELF);
    while (used(RUSAGE_SELF) - begin < SPIN_MILLISECONDS)
        for (volatile int i = 0; i < 10000; i++)
            ;
}

static void check_own_time(void) {
    int before = used(RUSAGE_SELF);
    spin();
    int after = used(RUSAGE_SELF);
    CHECK(after - before >= SPIN_MILLISECONDS, "%d ms", after - before);
    struct rusage usage;
    CHECK(getrusage(RUSAGE_SELF, &usage) == 0 && milliseconds(usage.ru_utime) > 0, "no time in user mode");
    CHECK(used(RUSAGE_THREAD) >= after, "the only thread of a process has used less than the process");
    CHECK(used(RUSAGE_CHILDREN) == 0, "there is time of children before the first child");
}

/* A child's time is its own until it has been waited for; then it is among the parent's children's. */
static void check_children(void) {
    int own = used(RUSAGE_SELF);
    pid_t pid = start(spin);
    let_others_run();
    CHECK(used(RUSAGE_CHILDREN) == 0, "a child that lives is counted already");
    CHECK(reap(pid) == EXITED(0), "the child did not end well");
    int childs = used(RUSAGE_CHILDREN);
    CHECK(childs >= SPIN_MILLISECONDS - 10, "a child that used %d ms is counted with %d", SPIN_MILLISECONDS, childs);
    CHECK(used(RUSAGE_SELF) - own < SPIN_MILLISECONDS, "the child's time was charged to the parent");
    check_child(start(spin), 0);
    CHECK(used(RUSAGE_CHILDREN) >= childs + SPIN_MILLISECONDS - 10, "a second child's time is not added");
}

static void grandparent(void) {
    check_child(start(spin), 0);
}

static void check_grandchildren(void) {
    int before = used(RUSAGE_CHILDREN);
    check_child(start(grandparent), 0);
    int grown = used(RUSAGE_CHILDREN) - before;
    CHECK(grown >= SPIN_MILLISECONDS - 10, "of a grandchild's %d ms, %d are counted", SPIN_MILLISECONDS, grown);
}

static void check_arguments(void) {
    struct rusage usage;
    const int nobody[] = {2, -2, -3, 77, INT32_MAX, INT32_MIN};
    for (unsigned i = 0; i < sizeof nobody / sizeof nobody[0]; i++) {
        CHECK(getrusage(nobody[i], &usage) == -1 && errno == EINVAL, "getrusage(%d)", nobody[i]);
        CHECK(getrusage(nobody[i], BAD_POINTER) == -1 && errno == EINVAL, "getrusage(%d) looks at both", nobody[i]);
    }
    CHECK(getrusage(RUSAGE_SELF, NULL) == -1 && errno == EFAULT, "getrusage into nothing: %s", strerror(errno));
    CHECK(getrusage(RUSAGE_CHILDREN, BAD_POINTER) == -1 && errno == EFAULT, "into the kernel: %s", strerror(errno));
}

int main(void) {
    check_own_time();
    check_children();
    check_grandchildren();
    check_arguments();
    return check_result();
}
