/* What only the kernel itself can try: boot word selftest=NAME. */
#pragma once

/* "1": irq_save nests, spurious interrupts are counted, V from an interrupt handler; and P with interrupts off, which
 * must panic. Mistakes on purpose, so that what the kernel says of a mistake can be tested: panic, assert,
 * null-pointer, stack-overflow, triple-fault; clear-too-much and, if the kernel is not built with SAN=1, undefined
 * return, as another name does. Context: boot's end, interrupts off. */
void selftest_run(const char *name);
