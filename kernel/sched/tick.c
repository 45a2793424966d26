/* The timer tick: counts, charges, wakes, and lets the policy decide whether the slice is over. It switches nothing. */
#include "kernel/sched/tick.h"
#include "arch/x86/cpu.h"
#include "arch/x86/pit.h"
#include "kernel/debug/trace.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/sleep_queue.h"

static uint64_t ticks, idle_ticks;
static uint32_t timer_hz;

void tick_init(uint32_t hz, uint64_t start) {
    timer_hz = hz;
    ticks = trace_ticks = start;
    pit_init(hz);
}

uint64_t ticks_now(void) {
    uint32_t flags = irq_save(); /* two halves, which a tick must not come between */
    uint64_t now = ticks;
    irq_restore(flags);
    return now;
}

uint64_t ticks_idle(void) {
    return idle_ticks;
}

uint32_t tick_hz(void) {
    return timer_hz;
}

/* The tick is charged, whole, to whoever was running when it came. */
static void charge(struct trapframe *frame) {
    if (current->pid == PID_IDLE) {
        idle_ticks++;
    } else if (trapframe_is_user(frame)) {
        current->user_ticks++;
    } else {
        current->kernel_ticks++;
    }
}

void tick_interrupt(struct trapframe *frame) {
    ticks++;
    trace_ticks = ticks;
    trace_emit(TRACE_TICK, current->pid, trapframe_is_user(frame), 0, 0);
    charge(frame);
    sleep_queue_wake_due(ticks);
    if (current->pid != PID_IDLE) {
        sched_policy()->tick(current);
    }
}
