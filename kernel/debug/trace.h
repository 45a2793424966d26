/* Emitting trace records. The format is in kernel/abi/trace.h. This is a floor below everything that emits: it knows
 * numbers, no PCBs. Context of all: any, also an interrupt handler. */
#pragma once
#include "kernel/abi/trace.h"
#include <stdbool.h>
#include <stdint.h>

enum trace_mode { TRACE_OFF, TRACE_MEMORY, TRACE_ON };

extern enum trace_mode trace_mode; /* read it only here: "off" costs one predictable branch */

#ifndef TRACE_RING_RECORDS
#define TRACE_RING_RECORDS 512 /* gdb wants more: the debug build sets another number */
#endif
extern struct trace_record trace_ring[TRACE_RING_RECORDS]; /* the last records; of a run of ticks only the last */
extern uint32_t trace_ring_count; /* records ever written there; modulo the ring's length the next place */

/* Starts tracing with a header record. Context: boot. */
void trace_init(enum trace_mode mode, uint32_t hz, uint32_t quantum, const char *policy);

/* The clock that records carry, counted by the timer tick. */
extern uint64_t trace_ticks;

/* Writes one record: `count` words, and `text`, which may be NULL. Called by the functions below. */
void trace_write(enum trace_kind kind, int32_t pid, const uint32_t *words, uint32_t count, const char *text);

static inline void trace_emit_text(enum trace_kind kind, int32_t pid, uint32_t a, uint32_t b, uint32_t c, uint32_t d,
                                   const char *text) {
    if (trace_mode != TRACE_OFF) {
        trace_write(kind, pid, (uint32_t[]){a, b, c, d}, 4, text);
    }
}

static inline void trace_emit(enum trace_kind kind, int32_t pid, uint32_t a, uint32_t b, uint32_t c) {
    trace_emit_text(kind, pid, a, b, c, 0, 0);
}

static inline void trace_emit_words(enum trace_kind kind, int32_t pid, const uint32_t *words, uint32_t count) {
    if (trace_mode != TRACE_OFF) {
        trace_write(kind, pid, words, count, 0);
    }
}
