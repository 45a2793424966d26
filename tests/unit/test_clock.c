/* Ticks as seconds.
 * Sources: kernel/sched/clock.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/sched/clock.h"
#include "kernel/sched/tick.h"
#include "tests/unit/host_panic.h"

static uint32_t hz;

uint32_t tick_hz(void) {
    return hz;
}

static const uint32_t rates[] = {19, 60, 100, 128, 1000, 1193};
#define for_each_rate for (size_t i = 0; i < sizeof rates / sizeof rates[0] && (hz = rates[i]); i++)

static void test_whole_seconds(void **state) {
    (void)state;
    for_each_rate {
        assert_int_equal(timespec_to_ticks((struct timespec){0, 0}), 0);
        assert_int_equal(timespec_to_ticks((struct timespec){1, 0}), hz);
        assert_int_equal(timespec_to_ticks((struct timespec){INT32_MAX, 0}), (uint64_t)INT32_MAX * hz);
    }
}

/* Nobody may be woken early, so a part of a tick counts as one. */
static void test_a_part_of_a_tick_is_a_tick(void **state) {
    (void)state;
    hz = 100;
    assert_int_equal(timespec_to_ticks((struct timespec){0, 1}), 1);
    assert_int_equal(timespec_to_ticks((struct timespec){0, 9999999}), 1);
    assert_int_equal(timespec_to_ticks((struct timespec){0, 10000000}), 1);
    assert_int_equal(timespec_to_ticks((struct timespec){0, 10000001}), 2);
    assert_int_equal(timespec_to_ticks((struct timespec){3, 999999999}), 400);
}

static void test_ticks_to_timespec(void **state) {
    (void)state;
    hz = 100;
    struct timespec time = ticks_to_timespec(12345);
    assert_int_equal(time.tv_sec, 123);
    assert_int_equal(time.tv_nsec, 450000000);
    hz = 3;
    time = ticks_to_timespec(5);
    assert_int_equal(time.tv_sec, 1);
    assert_int_equal(time.tv_nsec, 666666666);
}

static void test_ticks_to_timeval(void **state) {
    (void)state;
    hz = 1000;
    struct timeval time = ticks_to_timeval(7045);
    assert_int_equal(time.tv_sec, 7);
    assert_int_equal(time.tv_usec, 45000);
}

/* There and back is the same number of ticks: rounding up undoes rounding down. */
static void test_there_and_back(void **state) {
    (void)state;
    for_each_rate {
        const uint64_t many = (uint64_t)INT32_MAX * hz; /* 68 years */
        const uint64_t starts[] = {0, UINT32_MAX - 1500, many};
        for (size_t j = 0; j < sizeof starts / sizeof starts[0]; j++) {
            for (uint64_t ticks = starts[j]; ticks < starts[j] + 3000 && ticks <= many; ticks++) {
                struct timespec time = ticks_to_timespec(ticks);
                assert_in_range(time.tv_nsec, 0, NANOSECONDS_PER_SECOND - 1);
                assert_int_equal(timespec_to_ticks(time), ticks);
            }
        }
    }
}

static void test_clock_ticks_do_not_depend_on_the_rate(void **state) {
    (void)state;
    for_each_rate {
        assert_int_equal(ticks_to_clock_ticks(0), 0);
        assert_int_equal(ticks_to_clock_ticks(60 * (uint64_t)hz), 60 * CLOCK_TICKS_PER_SECOND);
    }
    hz = 1000;
    assert_int_equal(ticks_to_clock_ticks(19), 1);
    assert_int_equal(ticks_to_clock_ticks(20), 2);
}

static void test_time_of_day_at_boot(void **state) {
    (void)state;
    assert_int_equal(clock_start(), CLOCK_START_DEFAULT);
    clock_set_start(86400);
    assert_int_equal(clock_start(), 86400);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_seconds),       cmocka_unit_test(test_a_part_of_a_tick_is_a_tick),
        cmocka_unit_test(test_ticks_to_timespec),   cmocka_unit_test(test_ticks_to_timeval),
        cmocka_unit_test(test_there_and_back),      cmocka_unit_test(test_clock_ticks_do_not_depend_on_the_rate),
        cmocka_unit_test(test_time_of_day_at_boot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
