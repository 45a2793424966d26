#include "kernel/proc/state.h"

#define BIT(state) (1u << (state))

const uint8_t process_next_states[] = {
    [PROC_NEW] = BIT(PROC_READY),
    [PROC_READY] = BIT(PROC_RUNNING),
    [PROC_RUNNING] = BIT(PROC_READY) | BIT(PROC_BLOCKED) | BIT(PROC_ZOMBIE),
    [PROC_BLOCKED] = BIT(PROC_READY),
    [PROC_ZOMBIE] = 0,
};

void process_trace_state(struct pcb *process, enum proc_state state, enum trace_reason reason, int32_t waker,
                         uint32_t object) {
    process->changed_reason = (uint8_t)reason;
    process->changed_by = (int16_t)waker;
    process->changed_tick = (uint32_t)trace_ticks;
    if (state == PROC_BLOCKED) {
        process->waited_reason = (uint8_t)reason;
        process->waited_object = (uint16_t)object;
    }
    const uint32_t words[] = {process->state, state, reason, (uint32_t)waker, object};
    trace_write(TRACE_STATE, process->pid, words, sizeof words / sizeof *words, NULL);
}

const char *process_state_name(enum proc_state state) {
    static const char *const names[] = {
        [PROC_NEW] = "new",         [PROC_READY] = "ready",   [PROC_RUNNING] = "running",
        [PROC_BLOCKED] = "blocked", [PROC_ZOMBIE] = "zombie",
    };
    return (uint32_t)state <= PROC_ZOMBIE ? names[state] : "?"; /* a panic shows PCBs that are damaged */
}
