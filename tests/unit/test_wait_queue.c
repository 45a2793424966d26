/* Wait queues: who is woken, when, and with what result.
 * Sources: kernel/sync/wait_queue.c tests/unit/host_sched.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/sync/wait_queue.h"
#include "tests/unit/host_panic.h"
#include "tests/unit/host_sched.h"

enum { NOT_BACK = 1 };

static struct pcb *const one = &host_processes[0], *const two = &host_processes[1], *const three = &host_processes[2],
                         *const four = &host_processes[3];

static struct wait_queue queue;
static int result_of[HOST_PROCESSES + 1]; /* by pid: what its wait has returned */

static int start(void **state) {
    (void)state;
    host_sched_start();
    wait_queue_init(&queue, REASON_P, 77);
    for (int pid = 1; pid <= HOST_PROCESSES; pid++) {
        result_of[pid] = NOT_BACK;
    }
    return 0;
}

static void block_current(void) {
    struct pcb *process = current;
    uint32_t flags = irq_save();
    int result = wait_queue_block(&queue);
    assert_false(interrupts_enabled());
    irq_restore(flags);
    assert_ptr_equal(current, process);
    result_of[process->pid] = result;
}

static void (*last_step)(void);

static void block_or_finish(void) {
    if (current == four) {
        last_step();
    } else {
        host_sched_meanwhile(block_or_finish);
        block_current();
    }
}

/* One, two and three wait, in this order; then four does `step`, with interrupts off as the wakers want it. */
static void with_three_waiters(void (*step)(void)) {
    last_step = step;
    block_or_finish();
}

static void wake_in_turn(void) {
    interrupts_disable();
    struct pcb *const waiters[] = {one, two, three};
    for (int i = 0; i < 3; i++) {
        assert_ptr_equal(waiters[i]->waiting_on, &queue);
        assert_int_equal(waiters[i]->waiting_on->reason, REASON_P); /* for whoever wants to show it */
        assert_int_equal(waiters[i]->waiting_on->object, 77);
        assert_ptr_equal(wait_queue_first(&queue), waiters[i]);
        assert_ptr_equal(wait_queue_wake_one(&queue, 0), waiters[i]);
        assert_null(waiters[i]->waiting_on);
    }
    assert_null(wait_queue_first(&queue));
    assert_null(wait_queue_wake_one(&queue, 0));
}

static void test_first_in_first_woken(void **state) {
    (void)state;
    with_three_waiters(wake_in_turn);
    check_woken(REASON_WOKEN, 1, 2, 3);
}

static void wake_with_results(void) {
    interrupts_disable();
    wait_queue_wake_one(&queue, 0);
    wait_queue_wake_one(&queue, -EAGAIN);
    wait_queue_wake_one(&queue, -EIO);
}

static void test_each_gets_its_own_result(void **state) {
    (void)state;
    with_three_waiters(wake_with_results);
    assert_int_equal(result_of[1], 0);
    assert_int_equal(result_of[2], -EAGAIN);
    assert_int_equal(result_of[3], -EIO);
    assert_int_equal(result_of[4], NOT_BACK);
}

static void wake_all(void) {
    interrupts_disable();
    wait_queue_wake_all(&queue, -EIDRM);
    assert_null(wait_queue_first(&queue));
}

static void test_wake_all(void **state) {
    (void)state;
    with_three_waiters(wake_all);
    check_woken(REASON_DESTROYED, 1, 2, 3);
    assert_int_equal(result_of[1], -EIDRM);
    assert_int_equal(result_of[2], -EIDRM);
    assert_int_equal(result_of[3], -EIDRM);
}

static void interrupt_all_from_the_middle(void) {
    interrupts_disable();
    wait_queue_interrupt(two);
    assert_ptr_equal(wait_queue_first(&queue), one);
    wait_queue_interrupt(three);
    wait_queue_interrupt(one);
    assert_null(wait_queue_first(&queue));
}

static void test_interrupt_takes_one_out_wherever_it_stands(void **state) {
    (void)state;
    with_three_waiters(interrupt_all_from_the_middle);
    check_woken(REASON_INTERRUPTED, 2, 3, 1);
    assert_int_equal(result_of[1], -EINTR);
    assert_int_equal(result_of[2], -EINTR);
    assert_int_equal(result_of[3], -EINTR);
}

/* Three goes in front of one. */
static void block_before_the_first(void) {
    host_sched_run(three);
    host_sched_meanwhile(wake_all);
    interrupts_disable();
    assert_int_equal(wait_queue_block_before(&queue, &one->queue_link), -EIDRM);
}

static void test_block_before_a_place(void **state) {
    (void)state;
    host_sched_meanwhile(block_before_the_first);
    block_current();
    check_woken(REASON_DESTROYED, 3, 1);
}

/* A kill that lands while a process is on its way to sleep must not be lost: nobody would wake it. */
static void test_the_killed_do_not_go_to_sleep(void **state) {
    (void)state;
    one->fatal_signal = 9;
    block_current(); /* no `meanwhile`: it would fail if it went to sleep */
    assert_int_equal(result_of[1], -EINTR);
    assert_int_equal(one->state, PROC_RUNNING);
    assert_null(one->waiting_on);
    assert_null(wait_queue_first(&queue));
}

static void test_nobody_waits(void **state) {
    (void)state;
    interrupts_disable();
    assert_null(wait_queue_first(&queue));
    assert_null(wait_queue_wake_one(&queue, 0));
    wait_queue_wake_all(&queue, 0);
    host_sched_check_woken(REASON_WOKEN, NULL, 0);
}

static void test_misuse_panics(void **state) {
    (void)state;
    expect_panic(wait_queue_block(&queue), "!interrupts_enabled()");
    expect_panic(wait_queue_wake_one(&queue, 0), "!interrupts_enabled()");
    expect_panic(wait_queue_interrupt(two), "!interrupts_enabled()");
    interrupts_disable();
    expect_panic(wait_queue_interrupt(two), "process->state == PROC_BLOCKED");
    in_interrupt = true; /* a handler has no process that could wait */
    expect_panic(wait_queue_block(&queue), "!in_interrupt");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_first_in_first_woken, start),
        cmocka_unit_test_setup(test_each_gets_its_own_result, start),
        cmocka_unit_test_setup(test_wake_all, start),
        cmocka_unit_test_setup(test_interrupt_takes_one_out_wherever_it_stands, start),
        cmocka_unit_test_setup(test_block_before_a_place, start),
        cmocka_unit_test_setup(test_the_killed_do_not_go_to_sleep, start),
        cmocka_unit_test_setup(test_nobody_waits, start),
        cmocka_unit_test_setup(test_misuse_panics, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
