/* The trace's last records in words, for panics: the words of tools/trace, but signals and errors are numbers here, and
 * system calls come without their arguments. */
#pragma once
#include <stdint.h>

/* Prints the last `count` records, oldest first, and how to get them if nothing is recorded. Context: any. */
void events_print(uint32_t count);
