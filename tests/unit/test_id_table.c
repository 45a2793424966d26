/* Numbers for objects.
 * Sources: kernel/lib/fail.c kernel/lib/id_table.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/abi/errno.h"
#include "kernel/lib/id_table.h"
#include "tests/unit/host_panic.h"

enum { FIRST = 5, SLOTS = 4 };

static void *slots[SLOTS];
static struct id_table table;
static int objects[SLOTS + 1]; /* only their addresses matter */

static int start(void **state) {
    (void)state;
    memset(slots, 0, sizeof slots);
    table = (struct id_table)ID_TABLE_INITIALIZER(slots, FIRST);
    return 0;
}

static void fill(void) {
    for (int i = 0; i < SLOTS; i++) {
        assert_int_equal(id_table_insert(&table, &objects[i]), FIRST + i);
    }
}

static void test_ids_ascend_from_the_first(void **state) {
    (void)state;
    fill();
    for (int i = 0; i < SLOTS; i++) {
        assert_ptr_equal(id_table_find(&table, FIRST + i), &objects[i]);
    }
    assert_int_equal(table.count, SLOTS);
}

static void test_a_table_from_zero(void **state) {
    (void)state;
    static void *two_slots[2];
    struct id_table from_zero = ID_TABLE_INITIALIZER(two_slots, 0);
    assert_int_equal(id_table_insert(&from_zero, &objects[0]), 0);
    assert_int_equal(id_table_insert(&from_zero, &objects[1]), 1);
    assert_int_equal(id_table_insert(&from_zero, &objects[2]), -EAGAIN);
}

static void test_full(void **state) {
    (void)state;
    fill();
    assert_int_equal(id_table_insert(&table, &objects[SLOTS]), -EAGAIN);
    assert_int_equal(table.count, SLOTS);
    id_table_remove(&table, FIRST + 2);
    assert_int_equal(id_table_insert(&table, &objects[SLOTS]), FIRST + 2);
    assert_ptr_equal(id_table_find(&table, FIRST + 2), &objects[SLOTS]);
    assert_int_equal(id_table_insert(&table, &objects[2]), -EAGAIN);
}

/* A freed id comes back only when all that follow it have had their turn. */
static void test_reuse_is_as_late_as_possible(void **state) {
    (void)state;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < SLOTS; i++) {
            assert_int_equal(id_table_insert(&table, &objects[0]), FIRST + i);
            id_table_remove(&table, FIRST + i);
        }
    }
    assert_int_equal(table.count, 0);
}

static void test_ids_in_use_are_passed_over(void **state) {
    (void)state;
    fill();
    id_table_remove(&table, FIRST + 1);
    id_table_remove(&table, FIRST + 3);
    assert_int_equal(id_table_insert(&table, &objects[1]), FIRST + 1); /* from the bottom again, past FIRST */
    assert_int_equal(id_table_insert(&table, &objects[3]), FIRST + 3);
}

static void test_find_refuses_any_other_number(void **state) {
    (void)state;
    fill();
    id_table_remove(&table, FIRST);
    const int32_t numbers[] = {INT32_MIN, -FIRST, -1, 0, FIRST - 1, FIRST, FIRST + SLOTS, INT32_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_null(id_table_find(&table, numbers[i]));
    }
}

static void test_misuse_panics(void **state) {
    (void)state;
    fill();
    id_table_remove(&table, FIRST);
    expect_panic(id_table_remove(&table, FIRST), "id_table_find(table, id) != NULL");
    expect_panic(id_table_remove(&table, FIRST + SLOTS), "id_table_find(table, id) != NULL");
    expect_panic(id_table_remove(&table, -1), "id_table_find(table, id) != NULL");
    expect_panic(id_table_insert(&table, NULL), "object != NULL");
    assert_int_equal(table.count, SLOTS - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_ids_ascend_from_the_first, start),
        cmocka_unit_test_setup(test_a_table_from_zero, start),
        cmocka_unit_test_setup(test_full, start),
        cmocka_unit_test_setup(test_reuse_is_as_late_as_possible, start),
        cmocka_unit_test_setup(test_ids_in_use_are_passed_over, start),
        cmocka_unit_test_setup(test_find_refuses_any_other_number, start),
        cmocka_unit_test_setup(test_misuse_panics, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
