/* The kernel's one list: intrusive, circular, doubly linked.
 *
 * Intrusive: the links are a member of the object itself. Nothing is allocated to put an object on a list, so that can
 * never fail; and an object knows its own neighbours, so it can leave a list without being searched for.
 *
 * Circular: the head of a list is a pair of links too, and stands between the last element and the first. So no
 * operation treats the ends specially. A ready queue of two processes:
 *
 *    .----------------------------------------------------------------.
 *    |   the head              a PCB, first         a PCB, last       |
 *    |                        +-------------+      +-------------+    |
 *    |                        |  pid 4      |      |  pid 7      |    |
 *    |  +-------------+       +-------------+      +-------------+    |
 *    '->|  next  ------------>|  next  ----------->|  next  ----------'
 *       |             |       |             |      |             |
 *    .---  previous   |<--------  previous  |<-------  previous  |<---.
 *    |  +-------------+       +-------------+      +-------------+    |
 *    '----------------------------------------------------------------'
 *
 * 1. An empty list is a head that points to itself, both ways.
 * 2. An element that is on no list has NULL links. So memory for elements starts zeroed.
 * 3. One pair of links is on one list at a time; an object that is to be on two lists at once has two pairs.
 *
 *     struct pcb { int32_t pid; struct list link; };
 *
 *     static struct list ready = LIST_INITIALIZER(ready);
 *     list_push_back(&ready, &process->link);
 *     list_for_each(element, &ready) {
 *         struct pcb *process = list_entry(element, struct pcb, link);
 *     }
 *
 * Context of everything here: any, also in an interrupt handler; O(1); never sleeps. A list that an interrupt handler
 * also touches is touched with interrupts off only. */
#pragma once
#include "kernel/lib/panic.h"
#include <stdbool.h>
#include <stddef.h>

struct list {
    struct list *next;     /* of a head: the first element */
    struct list *previous; /* of a head: the last element */
};

/* A static head, empty from the start: static struct list name = LIST_INITIALIZER(name); */
#define LIST_INITIALIZER(name) \
    { .next = &(name), .previous = &(name) }

/* Makes list the head of an empty list. What it was before does not matter. */
static inline void list_init(struct list *list) {
    list->next = list;
    list->previous = list;
}

/* Is the element on a list? A head always is: on its own. */
static inline bool list_is_linked(const struct list *element) {
    return element->next != NULL;
}

static inline bool list_is_empty(const struct list *list) {
    return list->next == list;
}

/* Puts the element in front of position, which is an element, or the head: then the element becomes the last.
 * The element is on no list before. */
static inline void list_insert_before(struct list *position, struct list *element) {
    assert(list_is_linked(position));
    assert(!list_is_linked(element));
    element->next = position;
    element->previous = position->previous;
    position->previous->next = element;
    position->previous = element;
}

/* Makes the element, which is on no list before, the last of the list. */
static inline void list_push_back(struct list *list, struct list *element) {
    list_insert_before(list, element);
}

/* Makes the element, which is on no list before, the first of the list. */
static inline void list_push_front(struct list *list, struct list *element) {
    assert(list_is_linked(list));
    list_insert_before(list->next, element);
}

/* Takes the element off the list that it is on. Its links become NULL, so a second removal is caught and nobody can
 * walk on from a stale link. The neighbours' links back to the element are checked first: a link that was overwritten
 * is a panic here rather than a riddle later. */
static inline void list_remove(struct list *element) {
    assert(list_is_linked(element));
    assert(!list_is_empty(element)); /* alone in its circle: the head of an empty list, not an element */
    assert(element->next->previous == element);
    assert(element->previous->next == element);
    element->previous->next = element->next;
    element->next->previous = element->previous;
    element->next = NULL;
    element->previous = NULL;
}

/* The element after this one (after the head: the first), or NULL if this one is the last. */
static inline struct list *list_next(const struct list *list, const struct list *element) {
    assert(list_is_linked(element));
    return element->next == list ? NULL : element->next;
}

/* The first element, or NULL if the list is empty. */
static inline struct list *list_first(const struct list *list) {
    return list_is_empty(list) ? NULL : list->next;
}

/* Takes the first element off the list and returns it, or returns NULL if the list is empty. */
static inline struct list *list_pop_front(struct list *list) {
    struct list *element = list_first(list);
    if (element != NULL) {
        list_remove(element);
    }
    return element;
}

/* The object of this type whose member of this name is the element: the way back from the links to what they link. */
#define list_entry(element, type, member) ((type *)list_object(element, offsetof(type, member)))

/* What contains the element so many bytes from its own start. */
static inline void *list_object(const struct list *element, size_t offset) {
    return (char *)element - offset;
}

/* Visits every element in order; element is a new variable, a struct list *. The body may add elements, and remove any
 * but the one it visits. */
#define list_for_each(element, head) \
    for (struct list *element = (head)->next; element != (head); element = element->next)

/* The same, for a body that removes the element it visits, or frees the object around it. following, a second new
 * variable, holds the next element meanwhile, which therefore has to stay. */
#define list_for_each_safe(element, following, head)                                         \
    for (struct list *element = (head)->next, *following = element->next; element != (head); \
         element = following, following = element->next)
