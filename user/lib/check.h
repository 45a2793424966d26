/* For programs that check themselves: each says what it expects, and its exit status tells whether that came true.
 *
 *     CHECK(status == 7, "the child's status is %d, not 7", status);
 *     return check_result();
 *
 * A failure is remembered in the process that saw it: a child has to end with exit(check_result()), and its parent has
 * to check the status it collects; check_child does that. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* If the condition is false: prints "FAILED: file:line: " and the text (a printf pattern) on stderr, and goes on.
 * Is the condition's value. */
#define CHECK(condition, ...) ((condition) ? true : check_failed(__FILE__, __LINE__, __VA_ARGS__))

/* For what the rest cannot do without: like CHECK, but a failure ends the process with status 1 at once. */
#define REQUIRE(condition, ...) ((condition) ? (void)0 : (check_failed(__FILE__, __LINE__, __VA_ARGS__), check_exit()))

/* Waits for the child and CHECKs that it exited with `status`. `file` and `line` are the caller's. */
#define check_child(pid, status) check_child_at(__FILE__, __LINE__, (pid), (status))

/* The exit status so far: 0, or 1 once a check has failed. */
int check_result(void);
/* exit(check_result()). */
__attribute__((noreturn)) void check_exit(void);

/* Behind the macros. Both return false for a failure. */
__attribute__((format(printf, 3, 4))) bool check_failed(const char *file, int line, const char *pattern, ...);
bool check_child_at(const char *file, int line, pid_t pid, int status);
