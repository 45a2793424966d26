/* The trace's last records in words, for panics: the words of tools/trace. */
#pragma once
#include <stdint.h>

/* Prints the last `count` records, oldest first, and how to get them if nothing is recorded. Context: any. */
void events_print(uint32_t count);
