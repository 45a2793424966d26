/* The way that led here, from the frame pointers that every function leaves on the stack. */
#pragma once
#include <stdint.h>

/* Prints the function that `eip` is in, and the one that the return address `caller` leads to, unless they are 0; those
 * that called one another, innermost first, from the frame pointer `ebp` on; last, where the process is in user mode. A
 * damaged frame pointer ends the list. Context: any. */
void backtrace_print(uint32_t eip, uint32_t caller, uint32_t ebp);
