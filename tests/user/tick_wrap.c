/* The tick counter does not wrap at 2^32: clocks go on and sleeps last as long as they should while it passes that.
 *
 * Properties: T59
 * Boot: ticks=4294967246
 * Robin only: a host does not start its clocks there */
#include <signal.h>
#include <stdint.h>
#include <sys/sysinfo.h>
#include <time.h>

#include "tests/user/child.h"

#define WRAP_SECONDS 42949672 /* and 960 ms: then the counter passes 2^32, half a second after the boot */
#define WRAP_MILLISECONDS 960
#define CHILDREN 4

static int32_t milliseconds_since_wrap(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - WRAP_SECONDS) * 1000 + now.tv_nsec / 1000000 - WRAP_MILLISECONDS;
}

/* Begun before the wrap, it ends behind it. */
static void sleep_across(void) {
    int32_t begin = milliseconds_since_wrap();
    usleep(600000);
    int32_t slept = milliseconds_since_wrap() - begin;
    CHECK(slept >= 600 && slept <= 630, "a sleep of 600 ms across the wrap took %d", slept);
}

int main(void) {
    pid_t pids[CHILDREN];
    int32_t last = milliseconds_since_wrap();
    CHECK(last >= -500 && last < 0, "the test begins %d ms after the wrap", last);
    for (int i = 0; i < CHILDREN; i++)
        pids[i] = start(sleep_across);
    while (last < 800) {
        usleep(20000);
        int32_t now = milliseconds_since_wrap();
        CHECK(now >= last + 20 && now <= last + 60, "20 ms took from %d to %d", last, now);
        last = now;
    }
    for (int i = 0; i < CHILDREN; i++)
        check_child(pids[i], 0);
    struct sysinfo info;
    sysinfo(&info);
    CHECK(info.uptime >= WRAP_SECONDS && info.uptime < WRAP_SECONDS + 10, "the uptime is %d s", (int)info.uptime);
    return check_result();
}
