/* Round robin: everybody gets the CPU in turn, for a quantum at most. */
#pragma once
#include "kernel/sched/policy.h"

#define QUANTUM_TICKS_DEFAULT 5
#define QUANTUM_TICKS_MAX 10000

extern const struct policy round_robin;

/* Length of a slice, 1 to QUANTUM_TICKS_MAX. Context: boot. */
void round_robin_set_quantum(uint32_t ticks);
