/* /proc/fail: a program says which allocation is to fail (fail.h). Writing a decimal number n arms, 0 switches off;
 * reading gives the number of allocations counted since it was armed, as one line. */
#pragma once
#include <stdbool.h>

/* Adds it to the file tree. False if memory is full. Context: boot. */
bool fail_file_add(void);
