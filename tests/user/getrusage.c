/* getrusage: user time and kernel time, of the caller and of the children it has waited for; that times and wait4
 * agree; and what it does with arguments that are no good. Properties: I108 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/times.h>

#include "tests/user/child.h"
#include "tests/user/own_path.h"
#include "user/lib/system_call.h"

#define SPIN_TICKS 40 /* with three children that is more than a second */
#define TICK_MICROSECONDS (1000000 / CLOCK_TICKS_PER_SECOND)
#define LINUX_LAG (2 * TICK_MICROSECONDS) /* it brings a thread's time and its process's up to date apart */

_Static_assert(sizeof(struct rusage) == 72, "Linux i386's");

static const char *path;

static int microseconds(struct timeval time) {
    return time.tv_sec * 1000000 + time.tv_usec;
}

static struct rusage used(int whose) {
    struct rusage usage;
    memset(&usage, 0x5a, sizeof usage);
    CHECK(getrusage(whose, &usage) == 0, "getrusage(%d): %s", whose, strerror(errno));
    CHECK(usage.ru_utime.tv_usec >= 0 && usage.ru_utime.tv_usec < 1000000, "user microseconds");
    CHECK(usage.ru_stime.tv_usec >= 0 && usage.ru_stime.tv_usec < 1000000, "kernel microseconds");
    CHECK(usage.ru_ixrss == 0 && usage.ru_idrss == 0 && usage.ru_isrss == 0 && usage.ru_nswap == 0 &&
              usage.ru_msgsnd == 0 && usage.ru_msgrcv == 0 && usage.ru_nsignals == 0,
          "a field that neither Linux nor Robin counts is not 0");
    return usage;
}

static int all_time(struct rusage usage) {
    return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

static void compute(void) {
    int begin = microseconds(used(RUSAGE_SELF).ru_utime);
    while (microseconds(used(RUSAGE_SELF).ru_utime) - begin < SPIN_TICKS * TICK_MICROSECONDS)
        for (volatile int i = 0; i < 10000; i++)
            ;
}

/* Reading is work of the kernel's. */
static void read_for_long(void) {
    static char buffer[4096];
    int file = open(path, O_RDONLY);
    REQUIRE(file >= 0, "open: %s", strerror(errno));
    int begin = microseconds(used(RUSAGE_SELF).ru_stime);
    for (int tries = 0; microseconds(used(RUSAGE_SELF).ru_stime) - begin < 5 * TICK_MICROSECONDS; tries++) {
        REQUIRE(tries < 100000, "reading is not charged as the kernel's time");
        for (int i = 0; i < 100; i++)
            CHECK(lseek(file, 0, SEEK_SET) == 0 && read(file, buffer, sizeof buffer) > 0, "read: %s", strerror(errno));
    }
    close(file);
}

/* times counts in ticks and getrusage in microseconds; both calls are made one after the other. */
static void check_that_times_agrees(void) {
    struct tms before, after;
    times(&before);
    struct rusage mine = used(RUSAGE_SELF), childrens = used(RUSAGE_CHILDREN);
    times(&after);
    const struct {
        const char *what;
        clock_t before, after;
        struct timeval time;
    } pairs[] = {
        {"user", before.tms_utime, after.tms_utime, mine.ru_utime},
        {"kernel", before.tms_stime, after.tms_stime, mine.ru_stime},
        {"children's user", before.tms_cutime, after.tms_cutime, childrens.ru_utime},
        {"children's kernel", before.tms_cstime, after.tms_cstime, childrens.ru_stime},
    };
    for (unsigned i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        int ticks = microseconds(pairs[i].time) / TICK_MICROSECONDS;
        CHECK(ticks >= pairs[i].before - 1 && ticks <= pairs[i].after + 1, "%s time: %d ticks, by times(2) %d to %d",
              pairs[i].what, ticks, pairs[i].before, pairs[i].after);
    }
}

static void check_own_time(void) {
    int before = microseconds(used(RUSAGE_SELF).ru_stime);
    compute();
    read_for_long();
    CHECK(microseconds(used(RUSAGE_SELF).ru_stime) - before >= 5 * TICK_MICROSECONDS, "reading is no kernel time");
    int own = all_time(used(RUSAGE_SELF));
    CHECK(all_time(used(RUSAGE_THREAD)) >= own - LINUX_LAG, "the only thread of a process has used less than it");
    CHECK(all_time(used(RUSAGE_CHILDREN)) == 0, "there is time of children before the first child");
    check_that_times_agrees();
}

static void compute_and_wait_for_a_grandchild(void) {
    compute();
    check_child(start(compute), 0);
}

static void check_time_of_children(void) {
    pid_t pid = start(compute_and_wait_for_a_grandchild);
    usleep(5 * SPIN_TICKS * TICK_MICROSECONDS);
    CHECK(all_time(used(RUSAGE_CHILDREN)) == 0, "a child that nobody has waited for is counted already");
    struct rusage of_child;
    int status, own = all_time(used(RUSAGE_SELF));
    CHECK(wait4(pid, &status, 0, &of_child) == pid && status == EXITED(0), "wait4 did not return the child");
    struct rusage childrens = used(RUSAGE_CHILDREN);
    CHECK(microseconds(childrens.ru_utime) == microseconds(of_child.ru_utime) &&
              microseconds(childrens.ru_stime) == microseconds(of_child.ru_stime),
          "wait4 says %d us, getrusage %d us", all_time(of_child), all_time(childrens));
    CHECK(all_time(childrens) >= 2 * (SPIN_TICKS - 1) * TICK_MICROSECONDS, "child and grandchild used only %d us",
          all_time(childrens));
    CHECK(all_time(used(RUSAGE_SELF)) - own < SPIN_TICKS * TICK_MICROSECONDS, "the child's time is the parent's too");
    check_child(start(compute), 0);
    CHECK(all_time(used(RUSAGE_CHILDREN)) >= all_time(childrens) + (SPIN_TICKS - 1) * TICK_MICROSECONDS,
          "a second child's time is not added");
    check_that_times_agrees();
}

static void compute_and_stay(void) {
    compute();
    sleep_for_ever();
}

static void check_a_living_child(void) {
    int before = all_time(used(RUSAGE_CHILDREN));
    pid_t pid = start(compute_and_stay);
    usleep(3 * SPIN_TICKS * TICK_MICROSECONDS);
    CHECK(all_time(used(RUSAGE_CHILDREN)) == before, "a child that lives is counted");
    kill(pid, SIGKILL);
    CHECK(reap(pid) == KILLED(SIGKILL), "the child was not there to be killed");
    CHECK(all_time(used(RUSAGE_CHILDREN)) > before, "a child that was killed is not counted");
}

static void check_arguments(void) {
    static const int nobody[] = {-2, 2, 77, INT32_MAX, INT32_MIN};
    struct rusage usage, untouched;
    memset(&usage, 0x5a, sizeof usage);
    untouched = usage;
    for (unsigned i = 0; i < sizeof nobody / sizeof nobody[0]; i++) {
        CHECK(getrusage(nobody[i], &usage) == -1 && errno == EINVAL, "getrusage(%d) is possible", nobody[i]);
        CHECK(memcmp(&usage, &untouched, sizeof usage) == 0, "getrusage(%d) fails, and writes", nobody[i]);
        CHECK(system_call2(SYS_getrusage, nobody[i], 0) == -EINVAL, "EFAULT comes before EINVAL");
    }
    CHECK(system_call2(SYS_getrusage, RUSAGE_SELF, 0) == -EFAULT, "getrusage writes to address 0");
    CHECK(system_call2(SYS_getrusage, RUSAGE_CHILDREN, 0) == -EFAULT, "getrusage of children writes to address 0");
}

/* The structure may be where the process has not written since the fork: it gets a page of its own then. */
static void check_a_shared_page(void) {
    static struct rusage usage;
    usage.ru_nswap = 5;
    pid_t pid = fork();
    if (pid == 0) {
        CHECK(getrusage(RUSAGE_SELF, &usage) == 0 && usage.ru_nswap == 0, "in a page from before the fork");
        check_exit();
    }
    check_child(pid, 0);
    CHECK(usage.ru_nswap == 5, "the child's answer is in the parent's memory");
}

int main(int argc, char **argv) {
    (void)argc;
    path = own_path(argv);
    check_own_time();
    check_time_of_children();
    check_a_living_child();
    check_arguments();
    check_a_shared_page();
    return check_result();
}
