/* Numbers from text.
 * Sources: tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/lib/number.h"

static void check(const char *text, uint32_t low, uint32_t high, bool is_good, uint32_t expected) {
    uint32_t value = 77;
    assert_int_equal(number_parse(text, low, high, &value), is_good);
    assert_int_equal(value, is_good ? expected : 77);
}

static void test_what_is_a_number(void **state) {
    (void)state;
    check("0", 0, 9, true, 0);
    check("007", 0, 9, true, 7);
    check("4294967295", 0, UINT32_MAX, true, UINT32_MAX);
    const char *const none[] = {"", "x", "5x", " 5", "-1", "+1", "4294967296", "99999999999"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        check(none[i], 0, UINT32_MAX, false, 0);
    }
}

/* Each number against each pair of bounds; the smallest are less than a digit. */
static void test_bounds(void **state) {
    (void)state;
    for (uint32_t high = 0; high <= 120; high++) {
        for (uint32_t number = 0; number <= 130; number++) {
            char text[4] = {(char)('0' + number / 100), (char)('0' + number / 10 % 10), (char)('0' + number % 10)};
            check(text, 3, high, number >= 3 && number <= high, number);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_a_number),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
