/* The ready queue.
 * Sources: kernel/sched/ready_queue.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/sched/ready_queue.h"
#include "tests/unit/host_panic.h"

enum { PROCESSES = 5 };

static struct pcb processes[PROCESSES];

/* The queue is the file's own, so each test starts by emptying it. */
static int start(void **state) {
    (void)state;
    while (ready_queue_pop() != NULL) {
    }
    memset(processes, 0, sizeof processes);
    for (int i = 0; i < PROCESSES; i++) {
        processes[i].pid = i;
        processes[i].state = PROC_READY;
    }
    return 0;
}

static void push_all(void) {
    for (int i = 0; i < PROCESSES; i++) {
        ready_queue_push(&processes[i]);
    }
}

/* The queue holds exactly these processes, in this order. */
static void check_pids(const int *pids, uint32_t count) {
    struct pcb *process = ready_queue_first();
    for (uint32_t i = 0; i < count; i++) {
        assert_non_null(process);
        assert_int_equal(process->pid, pids[i]);
        process = ready_queue_next(process);
    }
    assert_null(process);
}

#define check(...) check_pids((const int[]){__VA_ARGS__}, sizeof((int[]){__VA_ARGS__}) / sizeof(int))

static void test_empty(void **state) {
    (void)state;
    assert_null(ready_queue_first());
    assert_null(ready_queue_pop());
}

static void test_first_in_first_out(void **state) {
    (void)state;
    push_all();
    check(0, 1, 2, 3, 4);
    for (int i = 0; i < PROCESSES; i++) {
        assert_ptr_equal(ready_queue_pop(), &processes[i]);
    }
    assert_null(ready_queue_pop());
}

static void test_one_that_comes_back_goes_to_the_tail(void **state) {
    (void)state;
    push_all();
    ready_queue_push(ready_queue_pop());
    check(1, 2, 3, 4, 0);
    ready_queue_push(ready_queue_pop());
    check(2, 3, 4, 0, 1);
}

static void test_remove_from_every_place(void **state) {
    (void)state;
    push_all();
    ready_queue_remove(&processes[2]); /* the middle */
    check(0, 1, 3, 4);
    ready_queue_remove(&processes[4]); /* the tail */
    check(0, 1, 3);
    ready_queue_remove(&processes[0]); /* the head */
    check(1, 3);
    ready_queue_push(&processes[2]);
    check(1, 3, 2);
    ready_queue_remove(&processes[1]);
    ready_queue_remove(&processes[2]);
    ready_queue_remove(&processes[3]); /* the only one */
    test_empty(state);
}

static void test_only_the_ready_may_enter(void **state) {
    (void)state;
    ready_queue_push(&processes[0]);
    const enum proc_state others[] = {PROC_NEW, PROC_RUNNING, PROC_BLOCKED, PROC_ZOMBIE};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        processes[1].state = others[i];
        expect_panic(ready_queue_push(&processes[1]), "process->state == PROC_READY");
    }
    processes[2].is_suspended = true;
    expect_panic(ready_queue_push(&processes[2]), "!process->is_suspended");
    check(0);
}

static void test_nobody_enters_twice(void **state) {
    (void)state;
    push_all();
    expect_panic(ready_queue_push(&processes[0]), "!list_is_linked(element)");
    expect_panic(ready_queue_push(&processes[4]), "!list_is_linked(element)");
    check(0, 1, 2, 3, 4);
}

static void test_nobody_leaves_who_is_not_there(void **state) {
    (void)state;
    ready_queue_push(&processes[0]);
    expect_panic(ready_queue_remove(&processes[1]), "list_is_linked(element)");
    ready_queue_pop();
    expect_panic(ready_queue_remove(&processes[0]), "list_is_linked(element)");
    processes[2].state = PROC_BLOCKED;
    expect_panic(ready_queue_remove(&processes[2]), "process->state == PROC_READY");
    test_empty(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_empty, start),
        cmocka_unit_test_setup(test_first_in_first_out, start),
        cmocka_unit_test_setup(test_one_that_comes_back_goes_to_the_tail, start),
        cmocka_unit_test_setup(test_remove_from_every_place, start),
        cmocka_unit_test_setup(test_only_the_ready_may_enter, start),
        cmocka_unit_test_setup(test_nobody_enters_twice, start),
        cmocka_unit_test_setup(test_nobody_leaves_who_is_not_there, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
