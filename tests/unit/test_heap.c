/* The heap, on top of the frame allocator.
 * Sources: kernel/lib/fail.c kernel/mm/heap.c kernel/mm/frames.c tests/unit/host_ram.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/mm/frames.h"
#include "kernel/mm/heap.h"
#include "tests/unit/host_panic.h"
#include <stdlib.h>

enum { RAM_START = 0x100000, RAM_END = 0x180000, KERNEL_END = 0x102000 };

static int start_frames(void **state) {
    (void)state;
    memset(host_ram, 0xa5, sizeof host_ram); /* nothing may rely on zeroes */
    const struct boot_information boot = {.usable = {{RAM_START, RAM_END}}, .usable_count = 1};
    assert_null(frames_init(&boot, (struct memory_range){RAM_START, KERNEL_END}));
    return 0;
}

/* Each test gives everything back: the heap then holds no frame, whatever happened before. */
static int check_all_is_back(void **state) {
    (void)state;
    assert_int_equal(heap_bytes_used(), 0);
    assert_int_equal(frames_free(), frames_total());
    return 0;
}

static void check_object(const uint8_t *object, size_t bytes) {
    assert_non_null(object);
    assert_int_equal((uintptr_t)object % 16, 0);
    assert_in_range(virtual_to_physical(object), KERNEL_END, RAM_END - bytes);
    for (size_t i = 0; i < bytes; i++) {
        assert_int_equal(object[i], 0);
    }
}

/* Twice, the second time out of memory that the first has dirtied. */
static void test_every_size(void **state) {
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (size_t bytes = 1; bytes <= HEAP_OBJECT_BYTES_MAX; bytes++) {
            void *object = heap_allocate(bytes);
            check_object(object, bytes);
            memset(object, 0xff, bytes);
            assert_true(heap_bytes_used() >= bytes);
            heap_free(object);
            assert_int_equal(heap_bytes_used(), 0);
        }
    }
}

static void test_a_freed_object_comes_back_clean(void **state) {
    (void)state;
    void *neighbour = heap_allocate(100); /* keeps the page */
    void *object = heap_allocate(100);
    memset(object, 0xff, 100);
    heap_free(object);
    for (int i = 0; i < 2; i++) {
        assert_ptr_equal(heap_allocate(100), object);
        check_object(object, 100);
        heap_free(object);
    }
    heap_free(neighbour);
}

/* Fills the whole memory with objects of one size, then frees them in another order. */
static void fill_and_free(size_t bytes, size_t step) {
    enum { OBJECTS_MAX = (RAM_END - RAM_START) / 32 };
    static uint8_t *objects[OBJECTS_MAX];
    size_t count = 0;
    uint8_t *object;
    while ((object = heap_allocate(bytes)) != NULL) {
        check_object(object, bytes);
        memset(object, (int)(count % 255 + 1), bytes);
        assert_true(count < OBJECTS_MAX);
        objects[count++] = object;
    }
    assert_int_equal(frames_free(), 0);
    assert_null(heap_allocate(bytes)); /* full stays full, and breaks nothing */
    assert_true(heap_bytes_used() >= count * bytes);
    assert_true(heap_bytes_used() >= frames_total() * PAGE_BYTES / 10 * 9); /* it is not wasteful */
    for (size_t freed = 0, i = 0; freed < count; freed++, i = (i + step) % count) {
        while (objects[i] == NULL) {
            i = (i + 1) % count;
        }
        for (size_t at = 0; at < bytes; at++) {
            assert_int_equal(objects[i][at], i % 255 + 1); /* nobody else has written here */
        }
        heap_free(objects[i]);
        objects[i] = NULL;
    }
    assert_int_equal(frames_free(), frames_total());
}

static void test_memory_full(void **state) {
    (void)state;
    const size_t sizes[] = {1, 32, 33, 100, 256, 400, 576, 1008, HEAP_OBJECT_BYTES_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        fill_and_free(sizes[i], 1);
        fill_and_free(sizes[i], 7);
    }
}

static void test_a_small_object_still_fits_when_no_frame_is_left(void **state) {
    (void)state;
    void *small = heap_allocate(32);
    physical_address frame, last = 0;
    while ((frame = frame_allocate()) != 0) {
        memcpy(physical_to_virtual(frame), &last, sizeof last);
        last = frame;
    }
    assert_null(heap_allocate(1000));
    void *another = heap_allocate(32);
    check_object(another, 32);
    while (last != 0) {
        frame = last;
        memcpy(&last, physical_to_virtual(frame), sizeof last);
        frame_release(frame);
    }
    heap_free(another);
    heap_free(small);
}

/* Many objects of many sizes, in a fixed pseudo-random order; each keeps its contents as long as it lives. */
static void test_many_at_once(void **state) {
    (void)state;
    enum { OBJECTS = 200, STEPS = 20000 };
    static struct {
        uint8_t *bytes;
        size_t size;
    } objects[OBJECTS];
    uint32_t random = 1;
    for (int step = 0; step < STEPS + OBJECTS; step++) {
        random = random * 1664525 + 1013904223;
        size_t i = step < STEPS ? (random >> 8) % OBJECTS : (size_t)(step - STEPS); /* at the end, each once */
        for (size_t at = 0; objects[i].bytes && at < objects[i].size; at++) {
            assert_int_equal(objects[i].bytes[at], i + 1);
        }
        heap_free(objects[i].bytes); /* perhaps NULL */
        objects[i].bytes = NULL;
        if (step < STEPS && random >> 31) {
            objects[i].size = (random >> 16) % HEAP_OBJECT_BYTES_MAX + 1;
            objects[i].bytes = heap_allocate(objects[i].size);
            check_object(objects[i].bytes, objects[i].size);
            memset(objects[i].bytes, (int)i + 1, objects[i].size);
        }
    }
}

static void test_misuse_panics(void **state) {
    (void)state;
    heap_free(NULL); /* allowed */
    expect_panic(heap_allocate(0), "bytes > 0");
    expect_panic(heap_allocate(HEAP_OBJECT_BYTES_MAX + 1), "bytes <= HEAP_OBJECT_BYTES_MAX");
    void *object = heap_allocate(64);
    heap_free(object);
    expect_panic(heap_free(object), "page->used > 0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_every_size, check_all_is_back),
        cmocka_unit_test_teardown(test_a_freed_object_comes_back_clean, check_all_is_back),
        cmocka_unit_test_teardown(test_memory_full, check_all_is_back),
        cmocka_unit_test_teardown(test_a_small_object_still_fits_when_no_frame_is_left, check_all_is_back),
        cmocka_unit_test_teardown(test_many_at_once, check_all_is_back),
        cmocka_unit_test_teardown(test_misuse_panics, check_all_is_back),
    };
    return cmocka_run_group_tests(tests, start_frames, NULL);
}
