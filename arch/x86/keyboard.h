/* The PS/2 keyboard, US layout, as a source of the characters that a terminal would send. Enter is '\r', Backspace is
 * 0x7f; the arrows, Home, End, Insert, Delete and the page keys are ANSI sequences such as ESC [ A.
 * Sources: IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device Controller" (the ports) and
 * "Keyboards" (scan code set 1). */
#pragma once
#include "arch/x86/trapframe.h"

/* From here on characters arrive through receive(c), from the interrupt handler. Forgets what was typed before, without
 * which the controller would raise no further interrupt. Context: boot, before IRQ 1 is unmasked. */
void keyboard_init(void (*receive)(char c));

/* The handler of IRQ 1. Context: interrupt handler; never sleeps, never allocates. */
void keyboard_interrupt(struct trapframe *frame);
