/* The way that led here, from the frame pointers that every function leaves on the stack. */
#pragma once
#include <stdint.h>

/* Prints the function that `eip` is in, unless it is 0, and those that called one another, innermost first, from the
 * frame pointer `ebp` on; last, where the process is in user mode. A damaged frame pointer ends the list. Context: any.
 */
void backtrace_print(uint32_t eip, uint32_t ebp);
