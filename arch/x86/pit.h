/* The 8254 programmable interval timer: it raises IRQ 0 at a steady rate. Intel 8254 data sheet. */
#pragma once
#include <stdint.h>

#define TIMER_HZ_MIN 19 /* the counter has 16 bits */
#define TIMER_HZ_MAX 10000

/* Starts the timer at `hz` interrupts a second, TIMER_HZ_MIN to TIMER_HZ_MAX. Context: boot. */
void pit_init(uint32_t hz);
