/* The boot command line.
 * Sources: kernel/command_line.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/x86/pit.h"
#include "kernel/command_line.h"
#include "kernel/proc/pcb.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/round_robin.h"
#include "kernel/sched/tick.h"
#include <string.h>

static struct boot_options options;
static char line[4096]; /* the options point into it */
static char warned_of[64];
static int warnings;

static void warn(const char *word, const char *why) {
    assert_non_null(why);
    assert_true(strlen(word) < sizeof warned_of);
    strcpy(warned_of, word);
    warnings++;
}

static void parse(const char *text) {
    assert_true(strlen(text) < sizeof line);
    strcpy(line, text);
    memset(&options, 0xa5, sizeof options);
    warnings = 0;
    command_line_parse(line, &options, warn);
}

/* The line gives one warning, about this word. */
static void check_warning(const char *text, const char *word) {
    parse(text);
    assert_int_equal(warnings, 1);
    assert_string_equal(warned_of, word);
}

static void check_defaults(void) {
    assert_string_equal(options.init, "/bin/init");
    assert_int_equal(options.quantum, QUANTUM_TICKS_DEFAULT);
    assert_int_equal(options.hz, TIMER_HZ_DEFAULT);
    assert_int_equal(options.pids, PID_MAX);
    assert_int_equal(options.ticks, 0);
    assert_int_equal(options.trace, TRACE_MEMORY);
    assert_int_equal(options.console, CONSOLE_BOTH);
    assert_int_equal(options.time, CLOCK_START_DEFAULT);
    assert_false(options.color);
    assert_false(options.audit);
    assert_false(options.stackcheck);
    assert_int_equal(options.fail, 0);
    assert_null(options.selftest);
    assert_int_equal(options.init_argument_count, 0);
}

static void test_nothing_said(void **state) {
    (void)state;
    const char *const lines[] = {"", " ", "    ", "--", "  --  "};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        parse(lines[i]);
        check_defaults();
        assert_int_equal(warnings, 0);
    }
}

static void test_each_word(void **state) {
    (void)state;
    parse("init=/bin/hello quantum=3 hz=1000 sched=rr trace=off console=vga time=86400 color=on audit=1 "
          "stackcheck=1 selftest=x");
    assert_int_equal(warnings, 0);
    assert_string_equal(options.init, "/bin/hello");
    assert_int_equal(options.quantum, 3);
    assert_int_equal(options.hz, 1000);
    assert_int_equal(options.trace, TRACE_OFF);
    assert_int_equal(options.console, CONSOLE_VGA);
    assert_int_equal(options.time, 86400);
    assert_true(options.color);
    assert_true(options.audit);
    assert_true(options.stackcheck);
    assert_string_equal(options.selftest, "x");
}

static void test_choices(void **state) {
    (void)state;
    parse("trace=on console=serial color=1");
    assert_int_equal(options.trace, TRACE_ON);
    assert_int_equal(options.console, CONSOLE_SERIAL);
    assert_true(options.color);
    assert_false(options.audit);
    parse("audit=on");
    assert_false(options.color);
    assert_true(options.audit);
    parse("trace=memory console=both color=off audit=0");
    assert_int_equal(warnings, 0);
    check_defaults();
}

static void test_the_last_one_counts(void **state) {
    (void)state;
    parse("quantum=1 quantum=2  color=on   color=off ");
    assert_int_equal(options.quantum, 2);
    assert_false(options.color);
    assert_int_equal(warnings, 0);
}

static void test_numbers_at_their_bounds(void **state) {
    (void)state;
    parse("pids=1 ticks=4294967295");
    assert_int_equal(options.pids, 1);
    assert_int_equal(options.ticks, UINT32_MAX);
    parse("quantum=1 hz=19 time=0");
    assert_int_equal(options.quantum, 1);
    assert_int_equal(options.hz, TIMER_HZ_MIN);
    assert_int_equal(options.time, 0);
    parse("quantum=10000 hz=10000 time=2147483647");
    assert_int_equal(options.quantum, QUANTUM_TICKS_MAX);
    assert_int_equal(options.hz, TIMER_HZ_MAX);
    assert_int_equal(options.time, INT32_MAX);
    assert_int_equal(warnings, 0);
}

/* A word that is no good gets one warning, and the default holds. */
static void test_bad_words(void **state) {
    (void)state;
    const char *const words[] = {"quantum=0",
                                 "quantum=10001",
                                 "quantum=",
                                 "quantum=-1",
                                 "quantum=+1",
                                 "quantum=5x",
                                 "quantum=x",
                                 "quantum=4294967297",
                                 "quantum=1=2",
                                 "hz=18",
                                 "hz=10001",
                                 "hz=",
                                 "pids=0",
                                 "pids=32768",
                                 "ticks=-1",
                                 "ticks=4294967296",
                                 "time=-1",
                                 "time=2147483648",
                                 "time=4294967300",
                                 "time=",
                                 "trace=",
                                 "trace=ON",
                                 "trace=onn",
                                 "console=",
                                 "console=screen",
                                 "color=",
                                 "color=maybe",
                                 "audit=2",
                                 "sched=",
                                 "sched=lottery",
                                 "colour=on",
                                 "QUANTUM=1",
                                 "=",
                                 "=1",
                                 "quantum",
                                 "build/robin.elf"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char key[32] = "";
        strncpy(key, words[i], strcspn(words[i], "="));
        check_warning(words[i], key);
        check_defaults();
    }
}

static void test_what_is_good_holds_beside_what_is_bad(void **state) {
    (void)state;
    check_warning("quantum=7 fast=yes hz=50", "fast");
    assert_int_equal(options.quantum, 7);
    assert_int_equal(options.hz, 50);
}

static void test_arguments_for_init(void **state) {
    (void)state;
    parse("quantum=2 --  philosophers 5   quantum=9 -- -x ");
    assert_int_equal(warnings, 0);
    assert_int_equal(options.quantum, 2); /* behind the "--" nothing is an option */
    const char *const expected[] = {"philosophers", "5", "quantum=9", "--", "-x"};
    assert_int_equal(options.init_argument_count, 5);
    for (int i = 0; i < 5; i++) {
        assert_string_equal(options.init_arguments[i], expected[i]);
    }
}

static void test_many_arguments(void **state) {
    (void)state;
    char text[8 + 3 * INIT_ARGUMENTS_MAX] = "--";
    for (int i = 0; i < INIT_ARGUMENTS_MAX; i++) {
        strcat(text, " a");
    }
    parse(text);
    assert_int_equal(warnings, 0);
    assert_int_equal(options.init_argument_count, INIT_ARGUMENTS_MAX);
    strcat(text, " b c");
    check_warning(text, "b");
    assert_int_equal(options.init_argument_count, INIT_ARGUMENTS_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_said),
        cmocka_unit_test(test_each_word),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_the_last_one_counts),
        cmocka_unit_test(test_numbers_at_their_bounds),
        cmocka_unit_test(test_bad_words),
        cmocka_unit_test(test_what_is_good_holds_beside_what_is_bad),
        cmocka_unit_test(test_arguments_for_init),
        cmocka_unit_test(test_many_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
