#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/x86/cpu.h"
#include "tests/unit/host_sched.h"
#include <string.h>

enum { WAKES_MAX = 16 };

struct pcb host_processes[HOST_PROCESSES];
struct pcb *current;
bool in_interrupt;
bool host_interrupts_on;

static void (*next_meanwhile)(void);
static struct {
    int pid;
    enum trace_reason reason;
} wakes[WAKES_MAX];
static size_t wake_count;

void host_sched_start(void) {
    memset(host_processes, 0, sizeof host_processes);
    for (int i = 0; i < HOST_PROCESSES; i++) {
        host_processes[i].pid = i + 1;
        host_processes[i].state = PROC_READY;
    }
    current = &host_processes[0];
    current->state = PROC_RUNNING;
    in_interrupt = false;
    host_interrupts_on = true;
    next_meanwhile = NULL;
    wake_count = 0;
}

void host_sched_run(struct pcb *process) {
    if (current->state == PROC_RUNNING) {
        current->state = PROC_READY;
    }
    current = process;
    current->state = PROC_RUNNING;
}

static struct pcb *first_ready(void) {
    struct pcb *process = host_processes;
    while (process->state != PROC_READY) {
        process++;
        assert_true(process < host_processes + HOST_PROCESSES);
    }
    return process;
}

void host_sched_meanwhile(void (*meanwhile)(void)) {
    next_meanwhile = meanwhile;
}

int sched_block(enum trace_reason reason, uint32_t object) {
    struct pcb *blocked = current;
    assert_false(interrupts_enabled());
    assert_true(list_is_linked(&blocked->queue_link));
    assert_int_equal(reason, blocked->waiting_on->reason);
    assert_int_equal(object, blocked->waiting_on->object);
    blocked->state = PROC_BLOCKED;

    void (*meanwhile)(void) = next_meanwhile;
    if (!meanwhile) {
        fail_msg("process %d waits here, and nobody would ever wake it", blocked->pid);
    }
    next_meanwhile = NULL;
    host_sched_run(first_ready());
    interrupts_enable();
    meanwhile();

    assert_int_equal(blocked->state, PROC_READY);
    host_sched_run(blocked);
    interrupts_disable();
    return blocked->wake_result;
}

void sched_wake(struct pcb *process, enum trace_reason reason) {
    assert_false(interrupts_enabled());
    assert_int_equal(process->state, PROC_BLOCKED);
    assert_false(list_is_linked(&process->queue_link));
    assert_null(process->waiting_on);
    process->state = PROC_READY;
    assert_true(wake_count < WAKES_MAX);
    wakes[wake_count].pid = process->pid;
    wakes[wake_count++].reason = reason;
}

void host_sched_check_woken(enum trace_reason reason, const int *pids, size_t count) {
    if (wake_count != count) {
        fail_msg("%u processes have waited and were woken, not %u", (unsigned)wake_count, (unsigned)count);
    }
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(wakes[i].pid, pids[i]);
        assert_int_equal(wakes[i].reason, reason);
    }
}
