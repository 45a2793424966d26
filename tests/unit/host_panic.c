/* cmocka's mock_assert jumps back to the expect_assert_failure that is waiting, or else fails the test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/lib/not_written.h"
#include "kernel/lib/panic.h"
#include "tests/unit/host_panic.h"
#include <stdio.h>
#include <stdlib.h>

char host_panic_message[256];

void panic_at(const char *file, int line, const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    vsnprintf(host_panic_message, sizeof host_panic_message, pattern, arguments);
    va_end(arguments);
    mock_assert(0, host_panic_message, file, line);
    abort(); /* not reached */
}

/* Fails the test, also one that expects a panic: what is not written refuses nothing. */
void not_written_stop(const char *function, const char *file) {
    print_error("Robin stops here: %s is still to be written, in %s\n", function, file);
    _fail(file, 0);
    abort(); /* not reached */
}
