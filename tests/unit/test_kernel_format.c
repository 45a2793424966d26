/* The kernel's formatting, judged by the host's snprintf, and the division below it, judged by the host's.
 * Sources: kernel/lib/format.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/lib/divide.h"
#include "kernel/lib/format.h"
#include "tests/unit/host_panic.h"
#include <limits.h>
#include <stdio.h>

/* The kernel's text and length are the host's. */
#define check(...)                                                                   \
    do {                                                                             \
        char expected[256], actual[256];                                             \
        int length = snprintf(expected, sizeof expected, __VA_ARGS__);               \
        assert_int_equal(format_buffer(actual, sizeof actual, __VA_ARGS__), length); \
        assert_string_equal(actual, expected);                                       \
    } while (0)

static void append(void *context, char c) {
    char **end = context;
    *(*end)++ = c;
}

/* Without the attribute format(printf): for patterns that the compiler would rightly warn about. */
static int format_unchecked(char *text, const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    int length = format_text(append, &text, pattern, arguments);
    va_end(arguments);
    return length;
}

static void test_text(void **state) {
    (void)state;
    char actual[8];
    assert_int_equal(format_buffer(actual, sizeof actual, "%s", ""), 0);
    assert_string_equal(actual, "");
    check("plain");
    check("100%%");
    check("%c%c%c", 'a', '%', 'z');
    check("[%3c] [%-3c]", 'a', 'b');
    check("%s, %s", "one", "two");
}

static void test_strings(void **state) {
    (void)state;
    const char not_terminated[4] = {'a', 'b', 'c', 'd'};
    check("[%8s] [%-8s] [%2s]", "abc", "abc", "abc");
    check("[%.2s] [%.9s] [%.0s]", "abc", "abc", "abc");
    check("[%6.2s] [%-6.2s]", "abc", "abc");
    check("[%.4s]", not_terminated);
    check("[%.*s] [%*s] [%*s] [%.*s]", 2, "abc", 6, "abc", -6, "abc", -1, "abc");

    char text[8] = "########";
    assert_int_equal(format_unchecked(text, "%s", (char *)NULL), 6);
    assert_memory_equal(text, "(null)##", sizeof text);
}

static void test_decimal(void **state) {
    (void)state;
    check("%d %i %d", 0, 1, -1);
    check("%d %d", INT_MAX, INT_MIN);
    check("%u %u", 0u, UINT_MAX);
    check("[%5d] [%-5d] [%05d] [%2d]", 42, 42, 42, 12345);
    check("[%5d] [%-5d] [%05d] [%2d]", -42, -42, -42, -12345);
    check("[%*d] [%*d]", 6, 42, -6, 42);
}

static void test_hexadecimal(void **state) {
    (void)state;
    check("%x %X", 0xdeadbeefu, 0xdeadbeefu);
    check("%x [%8x] [%-8x] [%08x]", 0u, 0xbeefu, 0xbeefu, 0xbeefu);
}

static void test_sizes(void **state) {
    (void)state;
    check("%ld %ld %lu %lx", LONG_MAX, LONG_MIN, ULONG_MAX, ULONG_MAX);
    check("%lld %lld", LLONG_MAX, LLONG_MIN);
    check("%llu %llx %llX", ULLONG_MAX, ULLONG_MAX, ULLONG_MAX);
    check("[%22llu] [%-22llu] [%022llu]", 10000000000ull, 10000000000ull, 10000000000ull);
    check("%zu %zx", SIZE_MAX, SIZE_MAX);
    check("%d %lld %d %lu %d", 1, 2ll, 3, 4ul, 5); /* each takes as much as it should */
}

static void test_pointer(void **state) {
    (void)state;
    char expected[32], actual[32];
    int place;
    snprintf(expected, sizeof expected, "[0x%0*llx]", 2 * (int)sizeof(void *), (unsigned long long)(uintptr_t)&place);
    assert_int_equal(format_buffer(actual, sizeof actual, "[%p]", (void *)&place), 4 + 2 * sizeof(void *));
    assert_string_equal(actual, expected);
}

static void test_unknown_stands_as_it_is(void **state) {
    (void)state;
    const char *const patterns[] = {"%", "50%", "%5", "%-08", "%q", "%.3", "100% sure"};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        char actual[32] = {0};
        assert_int_equal(format_unchecked(actual, patterns[i]), strlen(patterns[i]));
        assert_string_equal(actual, patterns[i]);
    }
}

static void test_buffer_bound(void **state) {
    (void)state;
    for (size_t size = 0; size <= 8; size++) {
        char expected[12], actual[12];
        memset(expected, '#', sizeof expected);
        memset(actual, '#', sizeof actual);
        int length = snprintf(expected, size, "%d", 123456);
        assert_int_equal(format_buffer(actual, size, "%d", 123456), length);
        assert_memory_equal(actual, expected, sizeof actual);
    }
    assert_int_equal(format_buffer(NULL, 0, "%s", "measure"), 7);
}

static void test_put_gets_each_character(void **state) {
    (void)state;
    char text[16] = "################";
    assert_int_equal(format_unchecked(text, "%d-%s%c", 7, "ab", '\0'), 5);
    assert_memory_equal(text, "7-ab\0###########", sizeof text);
}

static void test_divide(void **state) {
    (void)state;
    const uint64_t dividends[] = {
        0, 1, 9, 10, UINT32_MAX, 1ull << 32, (1ull << 32) + 1, 10000000000, UINT64_MAX - 1, UINT64_MAX};
    const uint32_t divisors[] = {1, 2, 3, 10, 16, 1000000000, 0x80000000, UINT32_MAX};
    for (size_t i = 0; i < sizeof dividends / sizeof dividends[0]; i++) {
        for (size_t j = 0; j < sizeof divisors / sizeof divisors[0]; j++) {
            uint32_t remainder;
            assert_int_equal(divide_u64(dividends[i], divisors[j], &remainder), dividends[i] / divisors[j]);
            assert_int_equal(remainder, dividends[i] % divisors[j]);
            assert_int_equal(divide_u64(dividends[i], divisors[j], NULL), dividends[i] / divisors[j]);
        }
    }
    expect_panic(divide_u64(1, 0, NULL), "divisor != 0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_decimal),
        cmocka_unit_test(test_hexadecimal),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_pointer),
        cmocka_unit_test(test_unknown_stands_as_it_is),
        cmocka_unit_test(test_buffer_bound),
        cmocka_unit_test(test_put_gets_each_character),
        cmocka_unit_test(test_divide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
