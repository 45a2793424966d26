/* Round robin by its contract: who is next, and when a slice is over. On a ready queue of this lab.
 * Sources: kernel/sched/round_robin.c kernel/sched/ready_queue.c tests/unit/host_panic.c */
#include "labs/unit.h"

#include "kernel/proc/process_table.h"
#include "kernel/sched/round_robin.h"
#include "kernel/sched/sched.h"
#include "tests/unit/host_panic.h"

enum { PROCESSES = 3 };

static struct pcb processes[PROCESSES];
static bool is_requested;

/* The policy asks for a switch here. */
void sched_request(enum trace_reason reason) {
    assert_int_equal(reason, REASON_SLICE_ENDED);
    is_requested = true;
}

/* For policies that look at it; between two tests nobody runs. */
struct pcb *current;

struct pcb *process_find(int32_t pid) {
    return pid >= 1 && pid <= PROCESSES ? &processes[pid - 1] : NULL;
}

/* As at boot: the quantum is set before the first process becomes ready. Whom the test before has left is taken off. */
static void start_with(uint32_t quantum) {
    current = NULL;
    for (int i = 0; round_robin.pick_next(); i++) {
        assert_true(i < PROCESSES); /* else the one that is picked stays on */
    }
    round_robin_set_quantum(quantum);
    memset(processes, 0, sizeof processes);
    for (int i = 0; i < PROCESSES; i++) {
        processes[i].pid = i + 1;
        processes[i].state = PROC_READY;
        round_robin.enqueue(&processes[i]);
    }
}

static int start(void **state) {
    (void)state;
    start_with(QUANTUM_TICKS_DEFAULT);
    return 0;
}

/* Gives the CPU to the next process, as the scheduler does. */
static struct pcb *run_next(void) {
    current = round_robin.pick_next();
    assert_non_null(current);
    current->state = PROC_RUNNING;
    is_requested = false;
    return current;
}

/* Takes it away again. */
static void stop(struct pcb *process) {
    process->state = PROC_READY;
    round_robin.enqueue(process);
    current = NULL;
}

/* Lets the timer tick until the policy asks for a switch; how many ticks that took. */
static uint32_t ticks_until_request(struct pcb *running) {
    uint32_t ticks = 0;
    while (!is_requested) {
        assert_true(ticks++ <= QUANTUM_TICKS_MAX);
        round_robin.tick(running);
    }
    return ticks;
}

/* --- Step 4 --- */

static void step_4_everybody_in_turn(void **state) {
    (void)state;
    for (int turn = 0; turn < 3 * PROCESSES; turn++) {
        struct pcb *next = run_next();
        assert_int_equal(next->pid, turn % PROCESSES + 1);
        stop(next);
    }
}

static void step_4_nobody_is_ready(void **state) {
    (void)state;
    for (int i = 0; i < PROCESSES; i++) {
        run_next();
    }
    assert_null(round_robin.pick_next());
    assert_null(round_robin.first());
}

/* --- Step 5 --- */

static void step_5_the_request_comes_with_the_last_tick(void **state) {
    (void)state;
    const uint32_t quanta[] = {QUANTUM_TICKS_DEFAULT, 1, 2, 7, QUANTUM_TICKS_MAX};
    for (size_t i = 0; i < sizeof quanta / sizeof quanta[0]; i++) {
        start_with(quanta[i]);
        assert_int_equal(ticks_until_request(run_next()), quanta[i]);
    }
}

static void step_5_each_turn_has_a_full_slice(void **state) {
    (void)state;
    struct pcb *early = run_next();
    round_robin.tick(early);
    round_robin.tick(early);
    stop(early); /* it has yielded: the rest of its slice is lost */
    stop(run_next());
    stop(run_next());
    assert_ptr_equal(run_next(), early);
    assert_int_equal(ticks_until_request(early), QUANTUM_TICKS_DEFAULT);
}

/* A long system call lets ticks pass after the slice has ended. */
static void step_5_ticks_after_the_end(void **state) {
    (void)state;
    struct pcb *late = run_next();
    ticks_until_request(late);
    for (int tick = 0; tick < 100; tick++) {
        round_robin.tick(late);
    }
    stop(late);
    stop(run_next());
    stop(run_next());
    assert_ptr_equal(run_next(), late);
    assert_int_equal(ticks_until_request(late), QUANTUM_TICKS_DEFAULT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(step_4_everybody_in_turn, start),
        cmocka_unit_test_setup(step_4_nobody_is_ready, start),
        cmocka_unit_test_setup(step_5_the_request_comes_with_the_last_tick, start),
        cmocka_unit_test_setup(step_5_each_turn_has_a_full_slice, start),
        cmocka_unit_test_setup(step_5_ticks_after_the_end, start),
    };
    return run_steps(tests);
}
