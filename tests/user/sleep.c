/* nanosleep: never too early, charged to nobody, and what it refuses.
 * Properties: T53 T56 T57 */
#include <stdint.h>
#include <sys/times.h>
#include <time.h>

#include "tests/user/child.h"

#define NANOSECONDS 1000000000

static int64_t between(struct timespec from, struct timespec to) { /* in nanoseconds */
    return (int64_t)(to.tv_sec - from.tv_sec) * NANOSECONDS + to.tv_nsec - from.tv_nsec;
}

static void check_not_early(void) {
    static const int32_t durations[] = {1, 1000, 999999, 1000000, 9999999, 10000000, 10000001, 25000000, 123456789};
    for (unsigned i = 0; i < sizeof durations / sizeof durations[0]; i++) {
        struct timespec duration = {0, durations[i]}, before, after;
        clock_gettime(CLOCK_MONOTONIC, &before);
        CHECK(nanosleep(&duration, NULL) == 0, "nanosleep: %s", strerror(errno));
        clock_gettime(CLOCK_MONOTONIC, &after);
        CHECK(between(before, after) >= durations[i], "a sleep of %d ns ended too early", durations[i]);
    }
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    CHECK(sleep(1) == 0, "sleep(1) has time left");
    clock_gettime(CLOCK_MONOTONIC, &after);
    CHECK(between(before, after) >= NANOSECONDS, "a sleep of a second ended too early");
}

static void check_no_busy_wait(void) {
    struct tms before, after;
    times(&before);
    usleep(300000);
    times(&after);
    int used = after.tms_utime + after.tms_stime - before.tms_utime - before.tms_stime;
    CHECK(used <= 1, "%d ticks were charged for sleeping 30", used);
}

static void check_refused(int32_t seconds, int32_t nanoseconds) {
    struct timespec duration = {seconds, nanoseconds};
    CHECK(nanosleep(&duration, NULL) == -1 && errno == EINVAL, "a sleep of %d s and %d ns is accepted", seconds,
          nanoseconds);
}

static void check_arguments(void) {
    struct timespec nothing = {0, 0}, left = {77, 77};
    CHECK(nanosleep(&nothing, NULL) == 0, "a sleep of 0: %s", strerror(errno));
    CHECK(nanosleep(&nothing, &left) == 0 && left.tv_sec == 77, "a sleep that was not interrupted leaves something");
    check_refused(-1, 0);
    check_refused(0, -1);
    check_refused(0, NANOSECONDS);
    check_refused(1, 0x7fffffff);
    check_refused((int32_t)0x80000000, 0);
}

int main(void) {
    check_not_early();
    check_no_busy_wait();
    check_arguments();
    return check_result();
}
