/* The programs' printf, judged by the host's snprintf: every conversion, with every combination of flags, with several
 * widths and precisions, has to give the same text and the same length.
 * Sources: user/lib/format.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "user/lib/format.h"

#define TEXT_BYTES 256

struct text {
    char bytes[TEXT_BYTES];
    size_t size;
};

static void put(void *context, char c) {
    struct text *text = context;
    assert_true(text->size < TEXT_BYTES - 1);
    text->bytes[text->size++] = c;
}

/* Formats with both and compares. */
static void same(const char *pattern, ...) {
    struct text ours = {.size = 0};
    char theirs[TEXT_BYTES];
    va_list arguments;
    va_start(arguments, pattern);
    int our_length = format(put, &ours, pattern, arguments);
    va_end(arguments);
    va_start(arguments, pattern);
    int their_length = vsnprintf(theirs, sizeof theirs, pattern, arguments);
    va_end(arguments);
    if (our_length != their_length || memcmp(ours.bytes, theirs, (size_t)our_length + 1) != 0)
        fail_msg("pattern \"%s\": \"%s\" (%d), but should be \"%s\" (%d)", pattern, ours.bytes, our_length, theirs,
                 their_length);
}

/* Formats with ours and compares with a text: for what C leaves open. */
static void gives(const char *expected, const char *pattern, ...) {
    struct text ours = {.size = 0};
    va_list arguments;
    va_start(arguments, pattern);
    int length = format(put, &ours, pattern, arguments);
    va_end(arguments);
    assert_string_equal(ours.bytes, expected);
    assert_int_equal(length, strlen(expected));
}

static const char *const widths[] = {"", "1", "5", "23"};
static const char *const precisions[] = {"", ".", ".0", ".1", ".7", ".25"};

#define EACH(element, array) (size_t i_##element = 0; i_##element < sizeof(array) / sizeof *(array); i_##element++)

/* Calls `check` with the pattern for each combination of the flags in `flags`, a width, a precision and `end`. */
static void each_pattern(const char *flags, const char *end, void (*check)(const char *pattern)) {
    for (unsigned set = 0; set < 1u << strlen(flags); set++) {
        for
            EACH(width, widths) {
            for
                EACH(precision, precisions) {
                    char chosen[8] = "";
                    size_t count = 0;
                    for (size_t flag = 0; flag < strlen(flags); flag++) {
                        if (set & 1u << flag)
                            chosen[count++] = flags[flag];
                    }
                    char pattern[64];
                    snprintf(pattern, sizeof pattern, "<%%%s%s%s%s>", chosen, widths[i_width], precisions[i_precision],
                             end);
                    check(pattern);
                }
            }
    }
}

static const int64_t numbers[] = {0,
                                  1,
                                  -1,
                                  7,
                                  8,
                                  9,
                                  10,
                                  127,
                                  128,
                                  -128,
                                  255,
                                  32767,
                                  -32768,
                                  65536,
                                  INT32_MAX,
                                  INT32_MIN,
                                  UINT32_MAX,
                                  1LL << 32,
                                  INT64_MAX,
                                  INT64_MIN,
                                  10000000000LL,
                                  -4294967297LL,
                                  0x123456789abcdefLL};

static void with_ints(const char *pattern) {
    for
        EACH(number, numbers)
    same(pattern, (int)numbers[i_number]);
}

static void with_longs(const char *pattern) {
    for
        EACH(number, numbers)
    same(pattern, (long)numbers[i_number]);
}

static void with_long_longs(const char *pattern) {
    for
        EACH(number, numbers)
    same(pattern, (long long)numbers[i_number]);
}

static void with_strings(const char *pattern) {
    same(pattern, "");
    same(pattern, "x");
    same(pattern, "philosophers");
}

static void with_characters(const char *pattern) {
    same(pattern, 'x');
}

static void test_signed_numbers(void **state) {
    (void)state;
    each_pattern("-0+ ", "d", with_ints);
    each_pattern("-0+ ", "i", with_ints);
    each_pattern("-0+ ", "hhd", with_ints);
    each_pattern("-0+ ", "hd", with_ints);
    each_pattern("-0+ ", "ld", with_longs);
    each_pattern("-0+ ", "zd", with_longs);
    each_pattern("-0+ ", "td", with_longs);
    each_pattern("-0+ ", "lld", with_long_longs);
    each_pattern("-0+ ", "jd", with_long_longs);
}

static void test_unsigned_numbers(void **state) {
    static const char *const letters[] = {"u", "x", "X", "o"};
    (void)state;
    for
        EACH(letter, letters) {
            const char *flags = letters[i_letter][0] == 'u' ? "-0" : "-0#";
            char end[8];
            static const struct {
                const char *length;
                void (*check)(const char *pattern);
            } lengths[] = {{"", with_ints},   {"hh", with_ints},       {"h", with_ints},       {"l", with_longs},
                           {"z", with_longs}, {"ll", with_long_longs}, {"j", with_long_longs}, {"t", with_longs}};
        for
            EACH(length, lengths) {
                snprintf(end, sizeof end, "%s%s", lengths[i_length].length, letters[i_letter]);
                each_pattern(flags, end, lengths[i_length].check);
            }
        }
}

static void test_strings_and_characters(void **state) {
    (void)state;
    each_pattern("-", "s", with_strings);
    each_pattern("-", "c", with_characters);
    gives("(null)", "%s", (char *)NULL);
    gives("[ab]", "[%.2s]", (char[]){'a', 'b'}); /* with a precision, no NUL is looked for behind it */
}

static void test_a_nul_is_a_character(void **state) {
    (void)state;
    same("%c", 0);
    same("<%3c|%-3c>", 0, 0);
}

static void test_pointers(void **state) {
    (void)state;
    same("%p", (void *)0x1234abcd);
    same("%20p|%-20p|", (void *)test_pointers, (void *)UINTPTR_MAX);
    gives("0x0", "%p", (void *)NULL);
}

static void test_widths_from_arguments(void **state) {
    (void)state;
    same("<%*d|%-*d|%*d>", 6, 42, 6, 42, -6, 42);
    same("<%.*d|%.*s|%.*d>", 4, 42, 2, "abc", -1, 0);
    same("<%0*x|%*.*u>", 8, 0xbeefu, 9, 3, 7u);
}

static void test_text_around(void **state) {
    (void)state;
    same("%s", "");
    same("no conversion at all\n");
    same("100%% of %d and %s%c", 3, "4", '!');
    same("%d%d%d%d%d%d%d%d", 1, 2, 3, 4, 5, 6, 7, 8);
    same("%lld %d %llu %s %llx", -5LL, 1, UINT64_MAX, "x", INT64_MAX); /* wide and narrow arguments keep in step */
}

static void test_unknown_conversions_are_copied(void **state) {
    (void)state;
    gives("%y", "%y");
    gives("a %-5k b", "a %-5k b");
    gives("at the end %", "at the end %");
    gives("at the end %-08l", "at the end %-08l");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signed_numbers),
        cmocka_unit_test(test_unsigned_numbers),
        cmocka_unit_test(test_strings_and_characters),
        cmocka_unit_test(test_a_nul_is_a_character),
        cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_widths_from_arguments),
        cmocka_unit_test(test_text_around),
        cmocka_unit_test(test_unknown_conversions_are_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
