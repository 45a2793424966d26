/* Round robin: who is next, and when a slice is over.
 * Sources: kernel/sched/round_robin.c kernel/sched/ready_queue.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/sched/round_robin.h"
#include "kernel/sched/sched.h"
#include "tests/unit/host_panic.h"

static struct pcb processes[3];
static int requests;

/* The policy asks for a switch here. */
void sched_request(enum trace_reason reason) {
    assert_int_equal(reason, REASON_SLICE_ENDED);
    requests++;
}

static int start(void **state) {
    (void)state;
    while (round_robin.pick_next() != NULL) {
    }
    memset(processes, 0, sizeof processes);
    for (int i = 0; i < 3; i++) {
        processes[i].state = PROC_READY;
        round_robin.enqueue(&processes[i]);
    }
    requests = 0;
    round_robin_set_quantum(QUANTUM_TICKS_DEFAULT);
    return 0;
}

/* Lets the timer tick until the policy asks for a switch; returns how many ticks that took. */
static uint32_t ticks_until_request(struct pcb *running) {
    uint32_t ticks = 0;
    for (requests = 0; requests == 0; ticks++) {
        assert_true(ticks <= QUANTUM_TICKS_MAX);
        round_robin.tick(running);
    }
    return ticks;
}

static void test_everybody_in_turn(void **state) {
    (void)state;
    for (int turn = 0; turn < 9; turn++) {
        struct pcb *next = round_robin.pick_next();
        assert_ptr_equal(next, &processes[turn % 3]);
        round_robin.enqueue(next);
    }
}

static void test_nobody_is_ready(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_non_null(round_robin.pick_next());
    }
    assert_null(round_robin.pick_next());
    assert_null(round_robin.first());
}

static void test_remove(void **state) {
    (void)state;
    round_robin.remove(&processes[1]);
    assert_ptr_equal(round_robin.first(), &processes[0]);
    assert_ptr_equal(round_robin.next(&processes[0]), &processes[2]);
    assert_null(round_robin.next(&processes[2]));
}

static void test_the_request_comes_with_the_last_tick(void **state) {
    (void)state;
    const uint32_t quanta[] = {QUANTUM_TICKS_DEFAULT, 1, 2, 7, QUANTUM_TICKS_MAX};
    for (size_t i = 0; i < sizeof quanta / sizeof quanta[0]; i++) {
        round_robin_set_quantum(quanta[i]);
        struct pcb *running = round_robin.pick_next();
        assert_int_equal(ticks_until_request(running), quanta[i]);
        round_robin.enqueue(running);
    }
}

/* A long system call lets ticks pass after the slice has ended. */
static void test_a_slice_ends_once_and_never_falls_below_zero(void **state) {
    (void)state;
    struct pcb *running = round_robin.pick_next();
    ticks_until_request(running);
    for (int tick = 0; tick < 100; tick++) {
        round_robin.tick(running);
    }
    assert_int_equal(requests, 1);
    assert_int_equal(running->slice_ticks, 0);
}

/* Whoever blocked or yielded early starts with a full slice again, not with what was left of the old one. */
static void test_each_turn_has_a_full_slice(void **state) {
    (void)state;
    struct pcb *running = round_robin.pick_next();
    round_robin.tick(running);
    round_robin.tick(running);
    round_robin.enqueue(running);
    while (round_robin.pick_next() != running) {
    }
    assert_int_equal(ticks_until_request(running), QUANTUM_TICKS_DEFAULT);
}

static void test_a_tick_is_taken_from_the_running_process_alone(void **state) {
    (void)state;
    struct pcb *first = round_robin.pick_next(), *second = round_robin.pick_next();
    round_robin.tick(second);
    assert_int_equal(ticks_until_request(first), QUANTUM_TICKS_DEFAULT);
    assert_int_equal(ticks_until_request(second), QUANTUM_TICKS_DEFAULT - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_everybody_in_turn, start),
        cmocka_unit_test_setup(test_nobody_is_ready, start),
        cmocka_unit_test_setup(test_remove, start),
        cmocka_unit_test_setup(test_the_request_comes_with_the_last_tick, start),
        cmocka_unit_test_setup(test_a_slice_ends_once_and_never_falls_below_zero, start),
        cmocka_unit_test_setup(test_each_turn_has_a_full_slice, start),
        cmocka_unit_test_setup(test_a_tick_is_taken_from_the_running_process_alone, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
