/* The invariants of pcb.h, checked over all processes; a violation panics. Boot word audit=1 does it at every switch.
 */
#pragma once

/* Context: interrupts off, in schedule(), after the next process has been chosen. O(processes). */
void audit_processes(void);
