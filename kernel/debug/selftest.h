/* What only the kernel itself can try: boot word selftest=NAME. */
#pragma once

/* "1": V from an interrupt handler, and P with interrupts off, which must panic. Mistakes on purpose, so that what the
 * kernel says of a mistake can be tested: panic, assert, null-pointer, stack-overflow. Returns for another name.
 * Context: boot's end, interrupts off. */
void selftest_run(const char *name);
