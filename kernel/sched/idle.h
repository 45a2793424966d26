/* What the CPU does when nobody is ready. */
#pragma once

/* The idle process's life: halts until an interrupt makes somebody ready. Context: boot's end, interrupts off. */
__attribute__((noreturn)) void idle_run(void);
