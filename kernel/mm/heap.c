/* A page holds objects of one size class, and a header at its start:
 *
 *   | header | object | object | object | ... |
 *
 *   1. A page is on its class's list of pages <=> it has a free object.
 *   2. A page without any object in use is given back at once. */
#include "kernel/mm/heap.h"
#include "kernel/lib/fail.h"
#include "kernel/lib/list.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mm/frames.h"

static const uint16_t class_bytes[] = {32, 64, 128, 256, 400, 576, 1008, HEAP_OBJECT_BYTES_MAX};
#define CLASSES (sizeof class_bytes / sizeof *class_bytes)

struct free_object {
    struct free_object *next;
};

struct heap_page {
    struct list link; /* in pages_with_room */
    struct free_object *free;
    uint16_t used;
    uint16_t size_class;
} __attribute__((aligned(16))); /* and so are the objects after it */

static struct list pages_with_room[CLASSES];
static uint32_t bytes_used;

static unsigned class_for(size_t bytes) {
    unsigned size_class = 0;
    while (class_bytes[size_class] < bytes) {
        size_class++;
    }
    return size_class;
}

static struct heap_page *page_of(void *object) {
    return (struct heap_page *)((uintptr_t)object & ~(uintptr_t)(PAGE_BYTES - 1));
}

static struct heap_page *add_page(unsigned size_class) {
    physical_address frame = frame_allocate();
    if (frame == 0) {
        return NULL;
    }
    struct heap_page *page = physical_to_virtual(frame);
    *page = (struct heap_page){.size_class = (uint16_t)size_class};
    char *end = (char *)page + PAGE_BYTES;
    for (char *object = (char *)(page + 1); object + class_bytes[size_class] <= end;
         object += class_bytes[size_class]) {
        struct free_object *free = (struct free_object *)object;
        free->next = page->free;
        page->free = free;
    }
    list_push_back(&pages_with_room[size_class], &page->link);
    return page;
}

void *heap_allocate(size_t bytes) {
    assert(bytes > 0 && bytes <= HEAP_OBJECT_BYTES_MAX);
    if (fail_now()) {
        return NULL;
    }
    unsigned size_class = class_for(bytes);
    struct list *pages = &pages_with_room[size_class];
    if (!list_is_linked(pages)) {
        list_init(pages); /* first use of the class */
    }
    struct heap_page *page;
    if (list_is_empty(pages)) {
        page = add_page(size_class);
        if (!page) {
            return NULL;
        }
    } else {
        page = list_entry(list_first(pages), struct heap_page, link);
    }
    struct free_object *object = page->free;
    page->free = object->next;
    page->used++;
    if (!page->free) {
        list_remove(&page->link);
    }
    bytes_used += class_bytes[size_class];
    return memset(object, 0, class_bytes[size_class]);
}

void heap_free(void *object) {
    if (!object) {
        return;
    }
    struct heap_page *page = page_of(object);
    assert(page->used > 0);
    bool was_full = !page->free;
    struct free_object *free = object;
    free->next = page->free;
    page->free = free;
    page->used--;
    bytes_used -= class_bytes[page->size_class];
    if (page->used == 0) {
        if (!was_full) {
            list_remove(&page->link);
        }
        frame_release(virtual_to_physical(page));
    } else if (was_full) {
        list_push_back(&pages_with_room[page->size_class], &page->link);
    }
}

uint32_t heap_bytes_used(void) {
    return bytes_used;
}
