/* Mistakes on purpose, so that what the kernel says of a mistake can be tested: boot word selftest=NAME. */
#pragma once

/* Makes the mistake: panic, assert, null-pointer, stack-overflow. Returns for another name. Context: boot's end. */
void selftest_run(const char *name);
