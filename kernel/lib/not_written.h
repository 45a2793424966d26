/* A function that is still to be written. Its body is one line,
 *
 *     not_written();
 *
 * and takes the place of every statement: it does not return. */
#pragma once

#define not_written() not_written_stop(__func__, __FILE__)

/* Ends the machine as a panic does, with a line that says what is missing. Context: any. */
__attribute__((noreturn)) void not_written_stop(const char *function, const char *file);
