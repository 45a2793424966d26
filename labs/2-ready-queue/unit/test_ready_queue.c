/* The ready queue by its contract, in the order of the steps.
 * Sources: kernel/sched/ready_queue.c kernel/sched/round_robin.c tests/unit/host_panic.c */
#include "labs/unit.h"

#include "kernel/proc/process_table.h"
#include "kernel/sched/ready_queue.h"
#include "kernel/sched/sched.h"
#include "tests/unit/host_panic.h"

enum { PROCESSES = 5, MANY = 1000 };

static struct pcb processes[MANY];

/* What of the kernel the two files may refer to. */
struct pcb *current;

void sched_request(enum trace_reason reason) {
    (void)reason;
}

struct pcb *process_find(int32_t pid) {
    return pid >= 1 && pid <= MANY ? &processes[pid - 1] : NULL;
}

/* The queue is the file's own, so each test begins with what the one before has left: that is taken off. */
static int start(void **state) {
    (void)state;
    for (int i = 0; ready_queue_pop(); i++) {
        assert_true(i < MANY); /* else the one that is popped stays on */
    }
    memset(processes, 0, sizeof processes);
    for (int i = 0; i < MANY; i++) {
        processes[i].pid = i + 1;
        processes[i].state = PROC_READY;
    }
    return 0;
}

static void push(int count) {
    for (int i = 0; i < count; i++) {
        ready_queue_push(&processes[i]);
    }
}

/* What is wrong, and in which line of a test, not of these helpers. */
#define fail_at(line, ...) (print_error(__VA_ARGS__), _fail(__FILE__, line))

/* The next one that is popped is the process with this pid. */
static void check_pop_at(int line, int pid) {
    struct pcb *process = ready_queue_pop();
    if (process == NULL || process->pid != pid) {
        fail_at(line, "pop returns process %d, not %d (0: nobody)\n", process ? process->pid : 0, pid);
    }
}

#define check_pop(pid) check_pop_at(__LINE__, pid)

/* The queue holds exactly these processes, in this order. */
static void check_pids(int line, const int *pids, size_t count) {
    struct pcb *process = ready_queue_first();
    for (size_t i = 0; i <= count; i++) {
        int pid = process ? process->pid : 0, right = i < count ? pids[i] : 0;
        if (pid != right) {
            fail_at(line, "in place %zu of the queue is process %d, not %d (0: nobody)\n", i + 1, pid, right);
        }
        process = process ? ready_queue_next(process) : NULL;
    }
}

#define check(...) check_pids(__LINE__, (const int[]){__VA_ARGS__}, sizeof((int[]){__VA_ARGS__}) / sizeof(int))

/* --- Step 1 --- */

static void step_1_empty(void **state) {
    (void)state;
    assert_null(ready_queue_pop());
}

static void step_1_first_in_first_out(void **state) {
    (void)state;
    push(PROCESSES);
    for (int pid = 1; pid <= PROCESSES; pid++) {
        check_pop(pid);
    }
    assert_null(ready_queue_pop());
}

static void step_1_who_comes_back_goes_to_the_tail(void **state) {
    (void)state;
    push(3);
    for (int turn = 0; turn < MANY; turn++) {
        check_pop(turn % 3 + 1);
        ready_queue_push(&processes[turn % 3]);
    }
}

static void step_1_as_many_as_there_are(void **state) {
    (void)state;
    push(MANY);
    for (int pid = 1; pid <= MANY; pid++) {
        check_pop(pid);
    }
    assert_null(ready_queue_pop());
}

static void check_refused(enum proc_state state) {
    processes[1].state = state;
    assert_refused(ready_queue_push(&processes[1]));
}

static void step_1_only_the_ready_may_enter(void **state) {
    (void)state;
    check_refused(PROC_NEW);
    check_refused(PROC_RUNNING);
    check_refused(PROC_BLOCKED);
    check_refused(PROC_ZOMBIE);
    processes[2].is_suspended = true;
    assert_refused(ready_queue_push(&processes[2]));
}

/* --- Step 2 --- */

static void step_2_look_without_taking(void **state) {
    (void)state;
    assert_null(ready_queue_first());
    push(PROCESSES);
    check(1, 2, 3, 4, 5);
    check(1, 2, 3, 4, 5);
    check_pop(1);
    check(2, 3, 4, 5);
    ready_queue_push(&processes[0]);
    check(2, 3, 4, 5, 1);
}

/* --- Step 3 --- */

static void step_3_remove_from_every_place(void **state) {
    (void)state;
    push(PROCESSES);
    ready_queue_remove(&processes[2]); /* the middle */
    check(1, 2, 4, 5);
    ready_queue_remove(&processes[4]); /* the tail */
    check(1, 2, 4);
    ready_queue_remove(&processes[0]); /* the head */
    check(2, 4);
    ready_queue_push(&processes[2]);
    check(2, 4, 3);
    ready_queue_remove(&processes[1]);
    ready_queue_remove(&processes[2]);
    ready_queue_remove(&processes[3]); /* the only one */
    assert_null(ready_queue_first());
    assert_null(ready_queue_pop());
}

static void step_3_who_was_removed_may_come_again(void **state) {
    (void)state;
    push(3);
    ready_queue_remove(&processes[0]);
    ready_queue_push(&processes[0]);
    ready_queue_remove(&processes[0]);
    ready_queue_push(&processes[0]);
    check_pop(2);
    check_pop(3);
    check_pop(1);
    assert_null(ready_queue_pop());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(step_1_empty, start),
        cmocka_unit_test_setup(step_1_first_in_first_out, start),
        cmocka_unit_test_setup(step_1_who_comes_back_goes_to_the_tail, start),
        cmocka_unit_test_setup(step_1_as_many_as_there_are, start),
        cmocka_unit_test_setup(step_1_only_the_ready_may_enter, start),
        cmocka_unit_test_setup(step_2_look_without_taking, start),
        cmocka_unit_test_setup(step_3_remove_from_every_place, start),
        cmocka_unit_test_setup(step_3_who_was_removed_may_come_again, start),
    };
    return run_steps(tests);
}
