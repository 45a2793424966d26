/* Clocks and processor times: they advance, agree with each other, and children's are added when they are reaped. */
#include <fcntl.h>
#include <robin.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

#include "tests/user/child.h"
#include "tests/user/own_path.h"

#define SPIN_TICKS 20

static clock_t used(void) {
    struct tms now;
    times(&now);
    return now.tms_utime + now.tms_stime;
}

static clock_t used_by_children(void) {
    struct tms now;
    times(&now);
    return now.tms_cutime + now.tms_cstime;
}

static void spin(void) {
    clock_t begin = used();
    while (used() - begin < SPIN_TICKS)
        for (volatile int i = 0; i < 10000; i++)
            ;
}

static void check_own_time(void) {
    clock_t begin = times(NULL);
    CHECK(begin != -1, "times(NULL) failed");
    spin();
    clock_t passed = times(NULL) - begin;
    CHECK(passed >= SPIN_TICKS - 1, "%d ticks were charged, but only %d have passed", SPIN_TICKS, passed);
    struct tms now;
    times(&now);
    CHECK(now.tms_utime > 0, "computing is not charged as user time");
    CHECK(now.tms_cutime == 0 && now.tms_cstime == 0, "there is time of children before the first child");
}

/* Reading is work of the kernel's. */
static void check_kernel_time(char **argv) {
    static char buffer[4096];
    int file = open(own_path(argv), O_RDONLY);
    REQUIRE(file >= 0, "open: %s", strerror(errno));
    struct tms begin, now;
    clock_t start = times(&begin), passed;
    do {
        CHECK(lseek(file, 0, SEEK_SET) == 0 && read(file, buffer, sizeof buffer) > 0, "read: %s", strerror(errno));
        passed = times(&now) - start;
    } while (passed < SPIN_TICKS || (now.tms_stime == begin.tms_stime && passed < 3 * SPIN_TICKS));
    CHECK(now.tms_stime > begin.tms_stime, "reading for %d ticks is not charged as the kernel's time", (int)passed);
    close(file);
}

static void check_time_of_children(void) {
    pid_t pid = start(spin);
    let_others_run();
    CHECK(used_by_children() == 0, "a child that lives is counted already");
    struct rusage usage;
    int status;
    CHECK(wait4(pid, &status, 0, &usage) == pid && status == EXITED(0), "wait4 did not return the child");
    clock_t childs = used_by_children();
    CHECK(childs >= SPIN_TICKS - 1, "a child that used %d ticks is counted with %d", SPIN_TICKS, childs);
    int milliseconds = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
                       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
    CHECK(milliseconds >= 10 * (SPIN_TICKS - 2), "wait4's usage says %d ms", milliseconds);
    pid = start(spin);
    check_child(pid, 0);
    CHECK(used_by_children() >= childs + SPIN_TICKS - 1, "a second child's time is not added");
}

static void check_clocks(void) {
    struct timespec before, after;
    struct timeval day_before, day_after;
    clock_t ticks_before = times(NULL);
    CHECK(clock_gettime(CLOCK_MONOTONIC, &before) == 0 && gettimeofday(&day_before, NULL) == 0, "no clock");
    usleep(200000);
    clock_gettime(CLOCK_MONOTONIC, &after);
    gettimeofday(&day_after, NULL);
    clock_t ticks = times(NULL) - ticks_before;
    int milliseconds = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
    int by_day = (day_after.tv_sec - day_before.tv_sec) * 1000 + (day_after.tv_usec - day_before.tv_usec) / 1000;
    CHECK(milliseconds >= 199, "the clock counted %d ms while 200 were slept", milliseconds);
    CHECK(by_day >= milliseconds - 20, "%d ms by the time of day, %d by the clock", by_day, milliseconds);
    CHECK(10 * ticks >= milliseconds - 20, "%d ticks, but %d ms", ticks, milliseconds);
}

static void check_arguments(void) {
    struct timespec now;
    struct timeval day;
    CHECK(clock_gettime(99, &now) == -1 && errno == EINVAL, "there is a clock 99");
    CHECK(gettimeofday(NULL, NULL) == 0, "gettimeofday(NULL, NULL): %s", strerror(errno));
    CHECK(gettimeofday(&day, &(struct timezone){1, 1}) == 0, "gettimeofday with a zone: %s", strerror(errno));
    CHECK(clock_gettime(CLOCK_REALTIME, &now) == 0 && gettimeofday(&day, NULL) == 0, "no time of day");
    CHECK(day.tv_sec - now.tv_sec >= 0 && day.tv_sec - now.tv_sec <= 5, "the two times of day differ");
    CHECK(now.tv_nsec >= 0 && now.tv_nsec < 1000000000 && day.tv_usec >= 0 && day.tv_usec < 1000000,
          "parts of a second");
}

int main(int argc, char **argv) {
    (void)argc;
    check_own_time();
    check_kernel_time(argv);
    check_time_of_children();
    check_clocks();
    check_arguments();
    return check_result();
}
