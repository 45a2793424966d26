/* P and V by their contract, in the order of the steps. Process 1 runs first; when it waits, process 2 does, and so on.
 * Sources: kernel/sync/semaphore.c kernel/sync/wait_queue.c tests/unit/host_sched.c tests/unit/host_panic.c */
#include "labs/unit.h"

#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/sync/semaphore.h"
#include "tests/unit/host_panic.h"
#include "tests/unit/host_sched.h"
#include <stdlib.h>

static struct semaphore semaphore;

/* After each operation: the value; and nobody has left interrupts off. A macro, so that a failure names its line. */
#define check_value(value)                                    \
    do {                                                      \
        assert_int_equal(semaphore_value(&semaphore), value); \
        assert_true(interrupts_enabled());                    \
    } while (0)

static int start(void **state) {
    (void)state;
    host_sched_start();
    return 0;
}

static void start_with(int32_t value) {
    semaphore_init(&semaphore, value, 5);
    check_value(value);
}

/* --- Step 1 --- */

static void step_1_a_new_semaphore(void **state) {
    (void)state;
    start_with(3);
    assert_null(semaphore_first_waiter(&semaphore));
    start_with(0);
    start_with(SEMAPHORE_VALUE_MAX);
}

static void step_1_no_negative_value(void **state) {
    (void)state;
    assert_refused(semaphore_init(&semaphore, -1, 5));
}

/* --- Step 2 --- */

static void step_2_try_P_takes_what_is_there(void **state) {
    (void)state;
    start_with(2);
    assert_int_equal(semaphore_try_P(&semaphore), 0);
    check_value(1);
    assert_int_equal(semaphore_try_P(&semaphore), 0);
    check_value(0);
    assert_int_equal(semaphore_try_P(&semaphore), -EAGAIN);
    check_value(0);
}

static void step_2_try_P_leaves_interrupts_as_they_were(void **state) {
    (void)state;
    start_with(1);
    interrupts_disable();
    assert_int_equal(semaphore_try_P(&semaphore), 0);
    assert_false(interrupts_enabled());
    assert_int_equal(semaphore_try_P(&semaphore), -EAGAIN);
    assert_false(interrupts_enabled());
}

/* --- Step 3 --- */

static void step_3_units_are_taken_and_given(void **state) {
    (void)state;
    start_with(2);
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

static void step_3_the_largest_value(void **state) {
    (void)state;
    start_with(SEMAPHORE_VALUE_MAX - 1);
    assert_int_equal(semaphore_V(&semaphore), 0);
    check_value(SEMAPHORE_VALUE_MAX);
    assert_int_equal(semaphore_V(&semaphore), -EOVERFLOW);
    check_value(SEMAPHORE_VALUE_MAX);
    assert_int_equal(semaphore_P(&semaphore), 0);
    check_value(SEMAPHORE_VALUE_MAX - 1);
}

static void step_3_V_in_an_interrupt_handler(void **state) {
    (void)state;
    start_with(0);
    interrupts_disable();
    in_interrupt = true;
    assert_int_equal(semaphore_V(&semaphore), 0);
    assert_int_equal(semaphore_value(&semaphore), 1);
    assert_false(interrupts_enabled());
}

static void step_3_P_with_interrupts_off_is_refused(void **state) {
    (void)state;
    start_with(1);
    interrupts_disable();
    assert_refused(semaphore_P(&semaphore));
}

/* --- Step 4 --- */

/* Between V and the moment in which the waiter runs, nobody can take the unit that it was given. */
static void V_and_try_to_overtake(void) {
    assert_ptr_equal(semaphore_first_waiter(&semaphore), &host_processes[0]);
    check_value(0);
    assert_int_equal(semaphore_V(&semaphore), 0);
    check_value(0);
    assert_null(semaphore_first_waiter(&semaphore));
    assert_int_equal(semaphore_try_P(&semaphore), -EAGAIN);
    check_woken(REASON_WOKEN, 1);
}

static void step_4_V_hands_its_unit_over(void **state) {
    (void)state;
    start_with(0);
    host_sched_meanwhile(V_and_try_to_overtake);
    assert_int_equal(semaphore_P(&semaphore), 0);
    check_woken(REASON_WOKEN, 1); /* so P has waited */
    check_value(0);
}

/* Processes 1, 2 and 3 wait; 4 gives four units, of which the last is left over. */
static void P_or_V(void) {
    if (current->pid < 4) {
        host_sched_meanwhile(P_or_V);
        assert_int_equal(semaphore_P(&semaphore), 0);
        return;
    }
    assert_ptr_equal(semaphore_first_waiter(&semaphore), &host_processes[0]);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(semaphore_V(&semaphore), 0);
        check_value(0);
    }
    assert_int_equal(semaphore_V(&semaphore), 0);
    check_value(1);
}

static void step_4_who_waits_longest_is_first(void **state) {
    (void)state;
    start_with(0);
    P_or_V();
    check_woken(REASON_WOKEN, 1, 2, 3);
    check_value(1);
}

/* A waiter that is killed has taken nothing: the unit of the next V is there for others. */
static void kill_the_waiter(void) {
    uint32_t flags = irq_save();
    wait_queue_interrupt(&host_processes[0]);
    irq_restore(flags);
    check_value(0);
    assert_int_equal(semaphore_V(&semaphore), 0);
    check_value(1);
}

static void step_4_a_killed_waiter_takes_no_unit(void **state) {
    (void)state;
    start_with(0);
    host_sched_meanwhile(kill_the_waiter);
    assert_int_equal(semaphore_P(&semaphore), -EINTR);
    check_value(1);
}

/* --- Step 5 --- */

static struct semaphore *short_lived;

/* What a system call does: destroy it, and free its memory at once. AddressSanitizer sees who still touches it. */
static void wait_or_destroy(void) {
    if (current->pid < 3) {
        host_sched_meanwhile(wait_or_destroy);
        assert_int_equal(semaphore_P(short_lived), -EIDRM);
    } else {
        semaphore_destroy(short_lived);
        assert_true(interrupts_enabled());
        free(short_lived);
    }
}

static void step_5_destroy_wakes_all(void **state) {
    (void)state;
    short_lived = malloc(sizeof *short_lived);
    assert_non_null(short_lived);
    semaphore_init(short_lived, 0, 6);
    wait_or_destroy();
    assert_true(interrupts_enabled());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(step_1_a_new_semaphore, start),
        cmocka_unit_test_setup(step_1_no_negative_value, start),
        cmocka_unit_test_setup(step_2_try_P_takes_what_is_there, start),
        cmocka_unit_test_setup(step_2_try_P_leaves_interrupts_as_they_were, start),
        cmocka_unit_test_setup(step_3_units_are_taken_and_given, start),
        cmocka_unit_test_setup(step_3_the_largest_value, start),
        cmocka_unit_test_setup(step_3_V_in_an_interrupt_handler, start),
        cmocka_unit_test_setup(step_3_P_with_interrupts_off_is_refused, start),
        cmocka_unit_test_setup(step_4_V_hands_its_unit_over, start),
        cmocka_unit_test_setup(step_4_who_waits_longest_is_first, start),
        cmocka_unit_test_setup(step_4_a_killed_waiter_takes_no_unit, start),
        cmocka_unit_test_setup(step_5_destroy_wakes_all, start),
    };
    return run_steps(tests);
}
