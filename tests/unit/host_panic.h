/* The kernel's panic for unit tests on the host. A panic that a test does not expect fails it.
 * Include it after cmocka.h, which needs <stdarg.h>, <stddef.h>, <setjmp.h> and <stdint.h> before it. */
#pragma once
#include <string.h>

extern char host_panic_message[]; /* of the last panic, without the place */

/* The statement panics, and the message contains the text. */
#define expect_panic(statement, text)                      \
    do {                                                   \
        expect_assert_failure(statement);                  \
        assert_non_null(strstr(host_panic_message, text)); \
    } while (0)
