/* The way that led here, from the frame pointers that every function leaves on the stack. */
#pragma once
#include <stdint.h>

/* Prints the functions that called one another, innermost first, from a frame pointer on. A damaged frame pointer ends
 * the list. Context: any. */
void backtrace_print(uint32_t ebp);
