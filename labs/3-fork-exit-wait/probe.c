/* Linked into the kernel that is graded: there the trace is on, and nobody can turn it off.
 *
 * exit.c changes states, so its object reads trace_mode, and could write it. The linker leads all who name it here
 * (`wrap` in lab.toml), to a constant among the pages that are read-only; only kernel/debug/trace.c has its own. */
#include "kernel/debug/trace.h"

extern const enum trace_mode __wrap_trace_mode;
const enum trace_mode __wrap_trace_mode = TRACE_ON;
