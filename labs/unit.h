/* What the labs' unit tests begin with: cmocka, and a program that ends even if the tested code does not. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/lib/panic.h"

enum { UNIT_SECONDS_MAX = 5 };

/* Does the statement panic? An assert of the kernel is one; so is any other way to say no. */
#define assert_refused(statement) expect_assert_failure(statement)

/* Runs the tests, which stand in the order of the lab's steps. The program's exit status: how many have failed. */
#define run_steps(tests) (unit_limit_time(), cmocka_run_group_tests((tests), NULL, NULL))

/* From now on the program has UNIT_SECONDS_MAX seconds, then it says that the last test does not end. */
void unit_limit_time(void);
