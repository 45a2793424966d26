/* The intrusive list.
 * Sources: tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/lib/list.h"
#include "tests/unit/host_panic.h"
#include <stdlib.h>

struct item {
    int number;
    struct list link; /* not the first member, so that list_entry has something to do */
};

static int number_of(struct list *element) {
    return list_entry(element, struct item, link)->number;
}

/* The list holds exactly these numbers, read forwards and backwards. */
static void check_numbers(struct list *list, const int *numbers, int count) {
    int visited = 0;
    list_for_each(element, list) {
        assert_true(visited < count);
        assert_int_equal(number_of(element), numbers[visited++]);
    }
    assert_int_equal(visited, count);
    for (struct list *element = list->previous; element != list; element = element->previous) {
        assert_true(visited > 0);
        assert_int_equal(number_of(element), numbers[--visited]);
    }
    assert_int_equal(visited, 0);
    assert_int_equal(list_is_empty(list), count == 0);
}

#define check(list, ...) \
    check_numbers(list, (const int[]){__VA_ARGS__}, (int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int)))

static void test_empty(void **state) {
    (void)state;
    static struct list initialized = LIST_INITIALIZER(initialized);
    struct list list = {.next = (struct list *)1, .previous = (struct list *)2};
    list_init(&list);
    check_numbers(&list, NULL, 0);
    check_numbers(&initialized, NULL, 0);
    assert_null(list_first(&list));
    assert_null(list_pop_front(&list));
    assert_true(list_is_linked(&list));
}

static void test_order(void **state) {
    (void)state;
    struct item one = {.number = 1}, two = {.number = 2}, three = {.number = 3}, four = {.number = 4};
    struct list list = LIST_INITIALIZER(list);
    assert_false(list_is_linked(&two.link));
    list_push_back(&list, &two.link);
    assert_true(list_is_linked(&two.link));
    check(&list, 2);
    list_push_back(&list, &four.link);
    check(&list, 2, 4);
    list_push_front(&list, &one.link);
    check(&list, 1, 2, 4);
    list_insert_before(&four.link, &three.link);
    check(&list, 1, 2, 3, 4);
    assert_ptr_equal(list_first(&list), &one.link);
    assert_ptr_equal(list_next(&list, &one.link), &two.link);
    assert_null(list_next(&list, &four.link));
}

static void test_insert_before_the_head_is_at_the_back(void **state) {
    (void)state;
    struct item one = {.number = 1}, two = {.number = 2};
    struct list list = LIST_INITIALIZER(list);
    list_insert_before(&list, &one.link);
    list_insert_before(&list, &two.link);
    check(&list, 1, 2);
}

static void test_remove_from_every_place(void **state) {
    (void)state;
    struct item items[4] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
    struct list list = LIST_INITIALIZER(list);
    for (int i = 0; i < 4; i++) {
        list_push_back(&list, &items[i].link);
    }
    list_remove(&items[1].link); /* between two others */
    check(&list, 0, 2, 3);
    assert_null(items[1].link.next);
    assert_null(items[1].link.previous);
    list_remove(&items[3].link); /* the last */
    check(&list, 0, 2);
    list_remove(&items[0].link); /* the first */
    check(&list, 2);
    list_remove(&items[2].link); /* the only one */
    check_numbers(&list, NULL, 0);
    list_push_back(&list, &items[1].link); /* and it can come back */
    check(&list, 1);
}

static void test_pop_front(void **state) {
    (void)state;
    struct item one = {.number = 1}, two = {.number = 2};
    struct list list = LIST_INITIALIZER(list);
    list_push_back(&list, &one.link);
    list_push_back(&list, &two.link);
    assert_ptr_equal(list_pop_front(&list), &one.link);
    assert_false(list_is_linked(&one.link));
    check(&list, 2);
    assert_ptr_equal(list_pop_front(&list), &two.link);
    assert_null(list_pop_front(&list));
}

static void test_for_each_safe_may_free(void **state) {
    (void)state;
    struct list list = LIST_INITIALIZER(list);
    for (int i = 0; i < 10; i++) {
        struct item *item = calloc(1, sizeof *item);
        item->number = i;
        list_push_back(&list, &item->link);
    }
    list_for_each_safe(element, following, &list) {
        struct item *item = list_entry(element, struct item, link);
        if (item->number % 2 == 0) {
            list_remove(element);
            free(item);
        }
    }
    check(&list, 1, 3, 5, 7, 9);
    list_for_each_safe(element, following, &list) {
        list_remove(element);
        free(list_entry(element, struct item, link));
    }
    check_numbers(&list, NULL, 0);
}

/* Many operations in a fixed pseudo-random order, each compared with the same on a plain array. */
static void test_against_an_array(void **state) {
    (void)state;
    enum { ITEMS = 12, STEPS = 5000 };
    struct item items[ITEMS] = {0};
    int model[ITEMS], count = 0;
    uint32_t random = 1;
    struct list list = LIST_INITIALIZER(list);
    for (int i = 0; i < ITEMS; i++) {
        items[i].number = i;
    }
    for (int step = 0; step < STEPS; step++) {
        random = random * 1664525 + 1013904223;
        int number = (int)(random >> 8) % ITEMS, place = 0;
        while (place < count && model[place] != number) {
            place++;
        }
        if (place < count) {
            list_remove(&items[number].link);
            memmove(&model[place], &model[place + 1], (size_t)(count - place - 1) * sizeof model[0]);
            count--;
        } else {
            /* From 0 to count inclusive: before some element, or at the back. */
            place = (int)(random >> 20) % (count + 1);
            struct list *position = place < count ? &items[model[place]].link : &list;
            list_insert_before(position, &items[number].link);
            memmove(&model[place + 1], &model[place], (size_t)(count - place) * sizeof model[0]);
            model[place] = number;
            count++;
        }
        check_numbers(&list, model, count);
    }
}

static void test_misuse_panics(void **state) {
    (void)state;
    struct item one = {.number = 1}, two = {.number = 2}, never_linked = {.number = 3};
    struct list list = LIST_INITIALIZER(list), never_initialized = {0};
    list_push_back(&list, &one.link);

    expect_panic(list_push_back(&list, &one.link), "!list_is_linked(element)");
    expect_panic(list_push_front(&list, &one.link), "!list_is_linked(element)");
    expect_panic(list_insert_before(&never_linked.link, &two.link), "list_is_linked(position)");
    expect_panic(list_push_back(&never_initialized, &two.link), "list_is_linked(position)");
    expect_panic(list_push_front(&never_initialized, &two.link), "list_is_linked(list)");
    expect_panic(list_remove(&never_linked.link), "list_is_linked(element)");
    check(&list, 1);

    list_remove(&one.link);
    expect_panic(list_remove(&one.link), "list_is_linked(element)");
    expect_panic(list_remove(&list), "!list_is_empty(element)");
}

static void test_a_damaged_link_panics(void **state) {
    (void)state;
    struct item one = {.number = 1}, two = {.number = 2}, three = {.number = 3}, stray = {.number = 4};
    struct list list = LIST_INITIALIZER(list);
    list_push_back(&list, &one.link);
    list_push_back(&list, &two.link);
    list_push_back(&list, &three.link);
    three.link.previous = &stray.link;
    expect_panic(list_remove(&two.link), "element->next->previous == element");
    three.link.previous = &two.link;
    one.link.next = &stray.link;
    expect_panic(list_remove(&two.link), "element->previous->next == element");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_insert_before_the_head_is_at_the_back),
        cmocka_unit_test(test_remove_from_every_place),
        cmocka_unit_test(test_pop_front),
        cmocka_unit_test(test_for_each_safe_may_free),
        cmocka_unit_test(test_against_an_array),
        cmocka_unit_test(test_misuse_panics),
        cmocka_unit_test(test_a_damaged_link_panics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
