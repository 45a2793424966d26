/* Bytes and strings. The kernel's functions have the names of the host's own, so they are compiled into this file under
 * other names. Their copying instructions are out of AddressSanitizer's sight; the tests look at the bytes around.
 * Sources: */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>

#define memcpy kernel_memcpy
#define memmove kernel_memmove
#define memset kernel_memset
#define memcmp kernel_memcmp
#define strlen kernel_strlen
#define strcmp kernel_strcmp
#define strncmp kernel_strncmp
#define strchr kernel_strchr
#include "kernel/lib/string.c"

enum { AREA = 64, LENGTH_MAX = 24, UNTOUCHED = 0xee };

static uint8_t area[AREA];

static void fill_area(void) {
    for (int i = 0; i < AREA; i++) {
        area[i] = (uint8_t)(i + 1);
    }
}

/* Every length, from and to every alignment: the right bytes, and no other. */
static void test_memcpy(void **state) {
    (void)state;
    uint8_t target[AREA];
    fill_area();
    for (int length = 0; length <= LENGTH_MAX; length++) {
        for (int from = 0; from < 4; from++) {
            for (int to = 4; to < 8; to++) {
                for (int i = 0; i < AREA; i++) {
                    target[i] = UNTOUCHED;
                }
                assert_ptr_equal(kernel_memcpy(target + to, area + from, (size_t)length), target + to);
                for (int i = 0; i < AREA; i++) {
                    bool copied = i >= to && i < to + length;
                    assert_int_equal(target[i], copied ? area[from + i - to] : UNTOUCHED);
                }
            }
        }
    }
}

static void test_memset(void **state) {
    (void)state;
    for (int length = 0; length <= LENGTH_MAX; length++) {
        for (int to = 4; to < 8; to++) {
            fill_area();
            assert_ptr_equal(kernel_memset(area + to, 0x1a5, (size_t)length), area + to); /* only the low byte counts */
            for (int i = 0; i < AREA; i++) {
                assert_int_equal(area[i], i >= to && i < to + length ? 0xa5 : i + 1);
            }
        }
    }
}

/* Every length and every overlap, in both directions. */
static void test_memmove(void **state) {
    (void)state;
    for (int length = 0; length <= LENGTH_MAX; length++) {
        for (int from = 0; from <= AREA - LENGTH_MAX; from++) {
            for (int to = 0; to <= AREA - LENGTH_MAX; to++) {
                fill_area();
                assert_ptr_equal(kernel_memmove(area + to, area + from, (size_t)length), area + to);
                for (int i = 0; i < AREA; i++) {
                    bool copied = i >= to && i < to + length;
                    assert_int_equal(area[i], (copied ? from + i - to : i) + 1);
                }
            }
        }
    }
}

static void test_memcmp(void **state) {
    (void)state;
    assert_int_equal(kernel_memcmp("same\0this", "same\0this", 9), 0);
    assert_true(kernel_memcmp("same\0this", "same\0that", 9) > 0); /* a NUL does not end it */
    assert_true(kernel_memcmp("same\0that", "same\0this", 9) < 0);
    assert_int_equal(kernel_memcmp("same\0this", "same\0that", 7), 0);
    assert_true(kernel_memcmp("\x80", "\x7f", 1) > 0); /* bytes have no sign */
    assert_int_equal(kernel_memcmp("a", "b", 0), 0);
}

static void test_strlen(void **state) {
    (void)state;
    assert_int_equal(kernel_strlen(""), 0);
    assert_int_equal(kernel_strlen("robin"), 5);
    assert_int_equal(kernel_strlen("ro\0bin"), 2);
}

static void test_strcmp(void **state) {
    (void)state;
    assert_int_equal(kernel_strcmp("", ""), 0);
    assert_int_equal(kernel_strcmp("robin", "robin"), 0);
    assert_true(kernel_strcmp("robin", "robins") < 0);
    assert_true(kernel_strcmp("robins", "robin") > 0);
    assert_true(kernel_strcmp("", "a") < 0);
    assert_true(kernel_strcmp("\x80", "\x7f") > 0);
    assert_int_equal(kernel_strcmp("same\0a", "same\0b"), 0);
}

static void test_strncmp(void **state) {
    (void)state;
    assert_int_equal(kernel_strncmp("init=/bin/sh", "init=", 5), 0);
    assert_true(kernel_strncmp("init=/bin/sh", "init=", 6) > 0);
    assert_true(kernel_strncmp("ini", "init=", 5) < 0);
    assert_int_equal(kernel_strncmp("a", "b", 0), 0);
    assert_int_equal(kernel_strncmp("same\0a", "same\0b", 6), 0);
}

static void test_strchr(void **state) {
    (void)state;
    const char *text = "key=value=";
    assert_ptr_equal(kernel_strchr(text, '='), text + 3);
    assert_ptr_equal(kernel_strchr(text, 'k'), text);
    assert_ptr_equal(kernel_strchr(text, '\0'), text + 10);
    assert_null(kernel_strchr(text, '?'));
    assert_null(kernel_strchr("", '?'));
}

static void check_copy(const char *from, size_t bytes, const char *expected) {
    char to[8] = {'#', '#', '#', '#', '#', '#', '#', '#'};
    assert_int_equal(string_copy(to, from, bytes), kernel_strlen(from));
    if (bytes > 0) {
        assert_string_equal(to, expected);
    }
    for (size_t i = bytes; i < sizeof to; i++) {
        assert_int_equal(to[i], '#');
    }
}

static void test_string_copy(void **state) {
    (void)state;
    check_copy("abc", 7, "abc");
    check_copy("abc", 4, "abc");
    check_copy("abc", 3, "ab");
    check_copy("abc", 1, "");
    check_copy("abc", 0, NULL);
    check_copy("", 4, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memcpy),  cmocka_unit_test(test_memset), cmocka_unit_test(test_memmove),
        cmocka_unit_test(test_memcmp),  cmocka_unit_test(test_strlen), cmocka_unit_test(test_strcmp),
        cmocka_unit_test(test_strncmp), cmocka_unit_test(test_strchr), cmocka_unit_test(test_string_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
