/* assert: a condition that only a mistake in the program itself can break. Prints where, and aborts with SIGABRT. */
#pragma once

__attribute__((noreturn)) void assert_failed(const char *condition, const char *file, int line);

#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) ((condition) ? (void)0 : assert_failed(#condition, __FILE__, __LINE__))
#endif
