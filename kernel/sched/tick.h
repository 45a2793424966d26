/* Time, as the kernel counts it: timer ticks since boot. */
#pragma once
#include "arch/x86/trapframe.h"
#include <stdint.h>

#define TIMER_HZ_DEFAULT 100

/* Starts counting at `hz` ticks a second, from `start` on (boot word ticks=). Context: boot. */
void tick_init(uint32_t hz, uint64_t start);

/* Ticks since boot; 64 bits do not wrap in the machine's life. Context: any. */
uint64_t ticks_now(void);

uint32_t tick_hz(void);

/* Ticks during which nobody was ready. */
uint64_t ticks_idle(void);

/* The timer's interrupt handler. */
void tick_interrupt(struct trapframe *frame);
