/* Every way to use a list of up to four elements (kernel/lib/list.h). Proved: no undefined operation, no assert that
 * fails, each element exactly where it was put, both directions agree, what has left is unlinked. */
#include "kernel/lib/list.h"
#include "tests/verify/any.h"
#include "tests/verify/order.h"

struct item {
    int number;
    struct list link; /* not the first member, so that list_entry has something to do */
};

static struct list head;
static struct item items[ELEMENTS];

static struct list *link_at(int place) {
    return place < count ? &items[order[place]].link : NULL;
}

static void compare(void) {
    assert(list_is_empty(&head) == (count == 0));
    assert(list_first(&head) == link_at(0));
    struct list *last = &head;
    int walked = 0;
    list_for_each(element, &head) {
        assert(walked < count);
        assert(list_entry(element, struct item, link) == &items[order[walked]]);
        assert(element->previous == last);
        assert(list_next(&head, element) == link_at(walked + 1));
        last = element;
        walked++;
    }
    assert(walked == count && head.previous == last);
    for (int i = 0; i < ELEMENTS; i++) {
        assert(list_is_linked(&items[i].link) == (place_of(i) >= 0));
    }
}

static void pop_front(void) {
    struct list *expected = link_at(0);
    assert(list_pop_front(&head) == expected);
    if (count > 0) {
        model_remove(0);
    }
}

static void remove_all(void) {
    list_for_each_safe(element, following, &head) {
        list_remove(element);
        model_remove(0);
    }
    assert(count == 0);
}

/* In front of the element at this place, or of the head. */
static void insert(int place, struct item *item, int number) {
    list_insert_before(place < count ? link_at(place) : &head, &item->link);
    model_insert(place, number);
}

static void operate(int operation, int number) {
    int place = place_of(number);
    if (operation == 0) {
        pop_front();
    } else if (operation == 1) {
        remove_all();
    } else if (place >= 0) {
        list_remove(&items[number].link);
        model_remove(place);
    } else if (operation == 2) {
        list_push_back(&head, &items[number].link);
        model_insert(count, number);
    } else if (operation == 3) {
        list_push_front(&head, &items[number].link);
        model_insert(0, number);
    } else if (operation - 4 <= count) {
        insert(operation - 4, &items[number], number);
    }
}

int main(void) {
    list_init(&head);
    while (any(0, 1)) {
        int operation = any(0, 3 + ELEMENTS), number = any(0, ELEMENTS - 1);
        //@ split operation;
        //@ split number;
        operate(operation, number);
        compare();
        operation = number = 0; /* forget them: Eva then sees which states are the same */
    }
    return 0;
}
