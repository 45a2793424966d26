/* The sleep queue: who wakes at which tick.
 * Sources: kernel/sched/sleep_queue.c kernel/sync/wait_queue.c tests/unit/host_sched.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/sched/sleep_queue.h"
#include "kernel/sched/tick.h"
#include "kernel/sync/wait_queue.h"
#include "tests/unit/host_panic.h"
#include "tests/unit/host_sched.h"

static uint64_t now;

uint64_t ticks_now(void) {
    return now;
}

static int start(void **state) {
    (void)state;
    host_sched_start();
    sleep_queue_init();
    now = 100;
    return 0;
}

/* The timer ticks, as its interrupt handler sees it. */
static void pass_ticks(int count) {
    interrupts_disable();
    while (count-- > 0) {
        sleep_queue_wake_due(++now);
    }
    interrupts_enable();
}

static const uint64_t *deadlines; /* of processes 1, 2 and 3 */
static void (*last_step)(void);

static void sleep_or_finish(void) {
    if (current->pid == 4) {
        last_step();
    } else {
        host_sched_meanwhile(sleep_or_finish);
        assert_int_equal(sleep_queue_wait_until(deadlines[current->pid - 1]), 0);
        assert_true(interrupts_enabled());
    }
}

/* Three processes go to sleep, one after the other; then four does `step`. */
static void with_three_sleepers(const uint64_t *until, void (*step)(void)) {
    deadlines = until;
    last_step = step;
    sleep_or_finish();
}

static void wake_one_by_one(void) {
    pass_ticks(9);
    host_sched_check_woken(REASON_WOKEN, NULL, 0); /* not a tick early */
    pass_ticks(1);
    check_woken(REASON_WOKEN, 2);
    pass_ticks(10);
    check_woken(REASON_WOKEN, 2, 3);
    pass_ticks(9);
    check_woken(REASON_WOKEN, 2, 3);
    pass_ticks(1);
    check_woken(REASON_WOKEN, 2, 3, 1);
}

static void test_each_at_its_deadline(void **state) {
    (void)state;
    with_three_sleepers((const uint64_t[]){130, 110, 120}, wake_one_by_one);
}

static void wake_at_once(void) {
    pass_ticks(10);
    check_woken(REASON_WOKEN, 1, 2, 3);
}

static void test_the_same_deadline_wakes_in_the_order_of_going_to_sleep(void **state) {
    (void)state;
    with_three_sleepers((const uint64_t[]){110, 110, 110}, wake_at_once);
}

static void wake_late(void) {
    interrupts_disable();
    sleep_queue_wake_due(now += 1ull << 33);
    interrupts_enable();
    check_woken(REASON_WOKEN, 3, 1, 2);
}

static void test_all_that_are_due_wake_earliest_first(void **state) {
    (void)state;
    with_three_sleepers((const uint64_t[]){(1ull << 32) + 5, (1ull << 32) + 5, 110}, wake_late);
}

static void test_a_deadline_that_has_come_does_not_sleep(void **state) {
    (void)state;
    assert_int_equal(sleep_queue_wait_until(now), 0); /* no `meanwhile`: it would fail if it went to sleep */
    assert_int_equal(sleep_queue_wait_until(now - 1), 0);
    assert_int_equal(sleep_queue_wait_until(0), 0);
    assert_true(interrupts_enabled());
}

static void interrupt_the_sleeper(void) {
    interrupts_disable();
    wait_queue_interrupt(&host_processes[0]);
    interrupts_enable();
    pass_ticks(50);
    check_woken(REASON_INTERRUPTED, 1);
}

static void test_a_signal_ends_the_sleep(void **state) {
    (void)state;
    host_sched_meanwhile(interrupt_the_sleeper);
    assert_int_equal(sleep_queue_wait_until(now + 10), -EINTR);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_each_at_its_deadline, start),
        cmocka_unit_test_setup(test_the_same_deadline_wakes_in_the_order_of_going_to_sleep, start),
        cmocka_unit_test_setup(test_all_that_are_due_wake_earliest_first, start),
        cmocka_unit_test_setup(test_a_deadline_that_has_come_does_not_sleep, start),
        cmocka_unit_test_setup(test_a_signal_ends_the_sleep, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
