/* The states of a process, and what the trace says of their changes.
 * Sources: kernel/proc/state.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/debug/trace.h"
#include "kernel/proc/state.h"
#include "tests/unit/host_panic.h"

enum { STATES = 5 };

static struct pcb process;
static uint32_t traced[5];
static int traced_count;

enum trace_mode trace_mode;
uint64_t trace_ticks;

void trace_write(enum trace_kind kind, int32_t pid, const uint32_t *words, uint32_t count, const char *text) {
    assert_int_equal(kind, TRACE_STATE);
    assert_int_equal(pid, process.pid);
    assert_int_equal(count, 5);
    assert_null(text);
    memcpy(traced, words, sizeof traced);
    traced_count++;
}

static int start(void **state) {
    (void)state;
    process = (struct pcb){.pid = 42, .state = PROC_RUNNING};
    trace_mode = TRACE_ON;
    traced_count = 0;
    return 0;
}

static void check_traced(enum proc_state from, enum proc_state to, enum trace_reason reason, int32_t waker,
                         uint32_t object) {
    assert_int_equal(process.state, to);
    assert_int_equal(traced_count, 1);
    assert_int_equal(traced[0], from);
    assert_int_equal(traced[1], to);
    assert_int_equal(traced[2], reason);
    assert_int_equal(traced[3], waker);
    assert_int_equal(traced[4], object);
}

static void check_legal(enum proc_state from, enum proc_state to) {
    start(NULL);
    process.state = from;
    process_set_state(&process, to, REASON_YIELDED);
    check_traced(from, to, REASON_YIELDED, 0, 0);
}

static void check_illegal(enum proc_state from, enum proc_state to) {
    start(NULL);
    process.state = from;
    expect_panic(process_set_state(&process, to, REASON_YIELDED), "process_next_states");
    assert_int_equal(process.state, from);
    assert_int_equal(traced_count, 0);
}

/* The arrows of the diagram in pcb.h, and no other. */
static void test_every_change(void **state) {
    (void)state;
    const bool legal[STATES][STATES] = {
        [PROC_NEW] = {[PROC_READY] = true},
        [PROC_READY] = {[PROC_RUNNING] = true},
        [PROC_RUNNING] = {[PROC_READY] = true, [PROC_BLOCKED] = true, [PROC_ZOMBIE] = true},
        [PROC_BLOCKED] = {[PROC_READY] = true},
    };
    for (int from = 0; from < STATES; from++) {
        for (int to = 0; to < STATES; to++) {
            (legal[from][to] ? check_legal : check_illegal)(from, to);
        }
    }
}

static void test_blocking_names_the_object(void **state) {
    (void)state;
    process_change_state(&process, PROC_BLOCKED, REASON_P, 0, 7);
    check_traced(PROC_RUNNING, PROC_BLOCKED, REASON_P, 0, 7);
    assert_int_equal(process.waited_reason, REASON_P);
    assert_int_equal(process.waited_object, 7);
}

static void test_waking_names_the_waker(void **state) {
    (void)state;
    process.state = PROC_BLOCKED;
    process.waited_reason = REASON_SLEEP;
    trace_ticks = 99;
    process_change_state(&process, PROC_READY, REASON_WOKEN, 13, 0);
    check_traced(PROC_BLOCKED, PROC_READY, REASON_WOKEN, 13, 0);
    assert_int_equal(process.changed_reason, REASON_WOKEN);
    assert_int_equal(process.changed_by, 13);
    assert_int_equal(process.changed_tick, 99);
    assert_int_equal(process.waited_reason, REASON_SLEEP);
}

static void test_without_a_trace(void **state) {
    (void)state;
    trace_mode = TRACE_OFF;
    process_set_state(&process, PROC_READY, REASON_YIELDED);
    assert_int_equal(process.state, PROC_READY);
    assert_int_equal(traced_count, 0);
    assert_int_equal(process.changed_reason, 0);
}

static void test_names(void **state) {
    (void)state;
    assert_string_equal(process_state_name(PROC_NEW), "new");
    assert_string_equal(process_state_name(PROC_READY), "ready");
    assert_string_equal(process_state_name(PROC_RUNNING), "running");
    assert_string_equal(process_state_name(PROC_BLOCKED), "blocked");
    assert_string_equal(process_state_name(PROC_ZOMBIE), "zombie");
    assert_string_equal(process_state_name(77), "?");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_every_change, start),
        cmocka_unit_test_setup(test_blocking_names_the_object, start),
        cmocka_unit_test_setup(test_waking_names_the_waker, start),
        cmocka_unit_test_setup(test_without_a_trace, start),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
