/* Sleepers: an idle system wakes them on time; those of one deadline wake in the order in which they went to sleep.
 * Properties: T53 T54 T55
 * Robin only: Linux promises neither */
#include <robin.h>
#include <signal.h>
#include <stdint.h>
#include <sys/times.h>
#include <time.h>

#include "tests/user/child.h"

#define SLEEPERS 8
#define TICK 10000000 /* ns, at the usual 100 Hz */
#define NANOSECONDS 1000000000

struct woken {
    int count;
    int order[SLEEPERS];
    clock_t when[SLEEPERS];
};

static struct woken *woken;

static int number, duration; /* of the sleeper that is started */

static void sleep_and_report(void) {
    nanosleep(&(struct timespec){0, duration}, NULL);
    woken->when[woken->count] = times(NULL);
    woken->order[woken->count++] = number; /* one CPU, and nobody is interrupted in so few instructions after waking */
}

static void check_same_deadline(void) {
    pid_t pids[SLEEPERS];
    usleep(1000); /* to the beginning of a tick: all go to sleep within it */
    duration = 10 * TICK;
    for (number = 0; number < SLEEPERS; number++)
        pids[number] = start(sleep_and_report);
    for (int i = 0; i < SLEEPERS; i++)
        check_child(pids[i], 0);
    for (int i = 0; i < SLEEPERS; i++)
        CHECK(woken->order[i] == i, "sleeper %d woke in place %d", woken->order[i], i);
    CHECK(woken->when[SLEEPERS - 1] - woken->when[0] <= 1, "one tick did not wake them all");
}

/* Whoever sleeps longer began first, so that the queue has to be put in order. */
static void check_different_deadlines(void) {
    pid_t pids[SLEEPERS];
    woken->count = 0;
    for (number = 0; number < SLEEPERS; number++) {
        duration = (2 * SLEEPERS - 2 * number) * 2 * TICK;
        pids[number] = start(sleep_and_report);
    }
    for (int i = 0; i < SLEEPERS; i++)
        check_child(pids[i], 0);
    for (int i = 0; i < SLEEPERS; i++)
        CHECK(woken->order[i] == SLEEPERS - 1 - i, "sleeper %d woke in place %d", woken->order[i], i);
}

/* A sleeper taken out of the middle of the queue by a signal leaves the others in order. */
static void check_killed(void) {
    pid_t pids[3];
    woken->count = 0;
    for (number = 0; number < 3; number++) {
        duration = (5 + 5 * number) * TICK;
        pids[number] = start(sleep_and_report);
    }
    usleep(10000);
    kill(pids[1], SIGKILL);
    CHECK(reap(pids[1]) == KILLED(SIGKILL), "the second sleeper was not killed");
    check_child(pids[0], 0);
    check_child(pids[2], 0);
    CHECK(woken->count == 2 && woken->order[0] == 0 && woken->order[1] == 2, "the first and the third did not wake");
}

static void check_not_late(void) {
    for (int ticks = 1; ticks <= 20; ticks++) {
        struct timespec before, after;
        usleep(1000); /* to the beginning of a tick */
        clock_gettime(CLOCK_MONOTONIC, &before);
        nanosleep(&(struct timespec){0, ticks * TICK}, NULL);
        clock_gettime(CLOCK_MONOTONIC, &after);
        int32_t passed = (after.tv_sec - before.tv_sec) * NANOSECONDS + after.tv_nsec - before.tv_nsec;
        CHECK(passed >= ticks * TICK && passed <= (ticks + 1) * TICK, "a sleep of %d ticks took %d us", ticks,
              passed / 1000);
    }
}

/* The CPU's time-stamp counter, which sees what lies between two ticks; the low half is enough for seconds. */
static uint32_t cycles(void) {
    uint32_t low;
    __asm__ volatile("rdtsc" : "=a"(low) : : "edx");
    return low;
}

static void await_tick(void) {
    struct timespec begin, now;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    do
        clock_gettime(CLOCK_MONOTONIC, &now);
    while (now.tv_nsec == begin.tv_nsec);
}

/* Whoever goes to sleep within a tick has to be given the rest of it on top. */
static void check_within_tick(void) {
    await_tick();
    uint32_t begin = cycles();
    for (int i = 0; i < 10; i++)
        await_tick();
    uint32_t tick = (cycles() - begin) / 10;
    for (uint32_t tenths = 1; tenths < 10; tenths++) {
        await_tick();
        begin = cycles();
        while (cycles() - begin < tick / 10 * tenths)
            ;
        begin = cycles();
        nanosleep(&(struct timespec){0, TICK}, NULL);
        uint32_t passed = cycles() - begin;
        CHECK(passed >= tick - tick / 20, "a sleep of a tick, %u tenths into one, took %u cycles of %u", tenths, passed,
              tick);
        CHECK(passed <= 2 * tick + tick / 20, "a sleep of a tick took %u cycles; %u are a tick", passed, tick);
    }
}

int main(void) {
    woken = shared_memory(sizeof *woken);
    check_same_deadline();
    check_different_deadlines();
    check_killed();
    check_not_late();
    check_within_tick();
    return check_result();
}
