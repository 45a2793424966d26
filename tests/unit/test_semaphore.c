/* P and V.
 * Sources: kernel/sync/semaphore.c kernel/sync/wait_queue.c tests/unit/host_sched.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/sync/semaphore.h"
#include "tests/unit/host_panic.h"
#include "tests/unit/host_sched.h"

static struct semaphore semaphore;

/* After each step: the value, and that nobody has left interrupts off. */
static void check_value(int32_t value) {
    assert_int_equal(semaphore_value(&semaphore), value);
    assert_true(interrupts_enabled());
}

static int start(void **state) {
    (void)state;
    host_sched_start();
    semaphore_init(&semaphore, 0, 5);
    return 0;
}

static void test_units_are_taken_and_given(void **state) {
    (void)state;
    semaphore_init(&semaphore, 2, 5);
    check_value(2);
    assert_int_equal(semaphore_P(&semaphore), 0);
    check_value(1);
    assert_int_equal(semaphore_P(&semaphore), 0);
    check_value(0);
    assert_int_equal(semaphore_V(&semaphore), 0);
    check_value(1);
    assert_int_equal(semaphore_P(&semaphore), 0);
    check_value(0);
    host_sched_check_woken(REASON_WOKEN, NULL, 0);
}

/* V hands its unit to the waiter: the value stays 0, so nobody who comes before the waiter runs can take the unit. */
static void V_and_try_to_overtake(void) {
    assert_ptr_equal(semaphore_first_waiter(&semaphore), &host_processes[0]);
    check_value(0);
    assert_int_equal(semaphore_V(&semaphore), 0);
    check_value(0);
    assert_null(semaphore_first_waiter(&semaphore));
    assert_int_equal(semaphore_try_P(&semaphore), -EAGAIN);
    check_woken(REASON_WOKEN, 1);
}

static void test_V_hands_the_unit_over(void **state) {
    (void)state;
    host_sched_meanwhile(V_and_try_to_overtake);
    assert_int_equal(semaphore_P(&semaphore), 0);
    check_value(0);
}

/* Processes 1, 2 and 3 wait; 4 gives four units, of which the last is left over. */
static void P_or_V(void) {
    if (current->pid < 4) {
        host_sched_meanwhile(P_or_V);
        assert_int_equal(semaphore_P(&semaphore), 0);
        return;
    }
    for (int i = 0; i < 3; i++) {
        semaphore_V(&semaphore);
        check_value(0);
    }
    semaphore_V(&semaphore);
    check_value(1);
}

static void test_the_longest_waiter_is_first(void **state) {
    (void)state;
    P_or_V();
    check_woken(REASON_WOKEN, 1, 2, 3);
    check_value(1);
}

static void test_try_P(void **state) {
    (void)state;
    assert_int_equal(semaphore_try_P(&semaphore), -EAGAIN);
    check_value(0);
    semaphore_V(&semaphore);
    assert_int_equal(semaphore_try_P(&semaphore), 0);
    check_value(0);
    assert_int_equal(semaphore_try_P(&semaphore), -EAGAIN);
    check_value(0);
}

static void test_the_largest_value(void **state) {
    (void)state;
    semaphore_init(&semaphore, SEMAPHORE_VALUE_MAX - 1, 5);
    assert_int_equal(semaphore_V(&semaphore), 0);
    check_value(SEMAPHORE_VALUE_MAX);
    assert_int_equal(semaphore_V(&semaphore), -EOVERFLOW);
    check_value(SEMAPHORE_VALUE_MAX);
    assert_int_equal(semaphore_P(&semaphore), 0);
    check_value(SEMAPHORE_VALUE_MAX - 1);
}

static void wait_or_destroy(void) {
    if (current->pid < 3) {
        host_sched_meanwhile(wait_or_destroy);
        assert_int_equal(semaphore_P(&semaphore), -EIDRM);
    } else {
        semaphore_destroy(&semaphore);
        assert_true(interrupts_enabled());
    }
}

static void test_destroy_wakes_all(void **state) {
    (void)state;
    wait_or_destroy();
    check_woken(REASON_DESTROYED, 1, 2);
}

/* A waiter that is killed has taken nothing: the next V's unit is there for others. */
static void kill_the_waiter(void) {
    uint32_t flags = irq_save();
    wait_queue_interrupt(&host_processes[0]);
    irq_restore(flags);
    check_value(0);
    semaphore_V(&semaphore);
    check_value(1);
}

static void test_a_killed_waiter_takes_no_unit(void **state) {
    (void)state;
    host_sched_meanwhile(kill_the_waiter);
    assert_int_equal(semaphore_P(&semaphore), -EINTR);
    check_woken(REASON_INTERRUPTED, 1);
    check_value(1);
}

static void test_V_in_an_interrupt_handler(void **state) {
    (void)state;
    interrupts_disable();
    in_interrupt = true;
    assert_int_equal(semaphore_V(&semaphore), 0);
    assert_int_equal(semaphore_try_P(&semaphore), 0);
    assert_false(interrupts_enabled()); /* they stay as they were */
}

static void test_misuse_panics(void **state) {
    (void)state;
    expect_panic(semaphore_init(&semaphore, -1, 5), "value >= 0");
    interrupts_disable();
    expect_panic(semaphore_P(&semaphore), "interrupts_enabled()");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_units_are_taken_and_given, start),
        cmocka_unit_test_setup(test_V_hands_the_unit_over, start),
        cmocka_unit_test_setup(test_the_longest_waiter_is_first, start),
        cmocka_unit_test_setup(test_try_P, start),
        cmocka_unit_test_setup(test_the_largest_value, start),
        cmocka_unit_test_setup(test_destroy_wakes_all, start),
        cmocka_unit_test_setup(test_a_killed_waiter_takes_no_unit, start),
        cmocka_unit_test_setup(test_V_in_an_interrupt_handler, start),
        cmocka_unit_test_setup(test_misuse_panics, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
