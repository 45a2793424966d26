/* The frame allocator. It is set up once in a machine's life; here it is compiled into this file, so that each test can
 * start it anew on a memory map of its own.
 * Sources: kernel/lib/fail.c tests/unit/host_ram.c tests/unit/host_panic.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/host_panic.h"
#include "kernel/mm/frames.c"
#include <stdlib.h>

static struct boot_information boot;
static const struct memory_range kernel = {0x100000, 0x120000};

/* Is all of this frame in one of these ranges? Any of it? */
static bool is_within(uint32_t frame, const struct memory_range *ranges, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (frame >= ranges[i].start && frame + PAGE_BYTES <= ranges[i].end) {
            return true;
        }
    }
    return false;
}

static bool is_touched(uint32_t frame, const struct memory_range *ranges, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (frame < ranges[i].end && ranges[i].start < frame + PAGE_BYTES) {
            return true;
        }
    }
    return false;
}

static int clear(void **state) {
    (void)state;
    memset(&boot, 0, sizeof boot);
    return 0;
}

static void add_usable(uint32_t start, uint32_t end) {
    boot.usable[boot.usable_count++] = (struct memory_range){start, end};
}

static void add_reserved(uint32_t start, uint32_t end) {
    boot.reserved[boot.reserved_count++] = (struct memory_range){start, end};
}

static const char *start_allocator(void) {
    free_list = NULL;
    free_count = total_count = 0;
    memset(host_ram, 0xa5, sizeof host_ram); /* nothing may rely on zeroes */
    return frames_init(&boot, kernel);
}

/* A PC of 2 MB, in which all is well. */
static int start_small(void **state) {
    clear(state);
    add_usable(0, 0x9fc00);
    add_usable(0x100000, 0x200000);
    assert_null(start_allocator());
    return 0;
}

static int compare(const void *left, const void *right) {
    const uint32_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

/* Takes all frames, and checks that each one comes once, and that they are the right ones: all RAM but frame 0, the
 * kernel, what is reserved and the allocator's own table. */
static void check_all_frames(uint32_t end) {
    uint32_t total = frames_total();
    uint32_t *given = calloc(total, sizeof *given);
    for (uint32_t i = 0; i < total; i++) {
        assert_int_equal(frames_free(), total - i);
        given[i] = frame_allocate();
    }
    assert_int_equal(frame_allocate(), 0);
    assert_int_equal(frames_free(), 0);
    qsort(given, total, sizeof *given, compare);

    uint32_t table = virtual_to_physical(frames), next = 0;
    const struct memory_range own[] = {
        {0, PAGE_BYTES}, kernel, {table, table + end / PAGE_BYTES * sizeof(struct frame)}};
    for (uint32_t frame = 0; frame < end; frame += PAGE_BYTES) {
        if (is_within(frame, boot.usable, boot.usable_count) &&
            !is_touched(frame, boot.reserved, boot.reserved_count) && !is_touched(frame, own, 3)) {
            assert_true(next < total);
            assert_int_equal(given[next++], frame);
        }
    }
    assert_int_equal(next, total);
    free(given);
}

static void test_every_frame_is_given_once(void **state) {
    (void)state;
    check_all_frames(0x200000);
}

static void test_lowest_first(void **state) {
    (void)state;
    uint32_t last = 0;
    while (frames_free() > 0) {
        uint32_t frame = frame_allocate();
        assert_true(frame > last);
        last = frame;
    }
    assert_int_equal(last, 0x1ff000);
}

static void test_exhaustion_and_recovery(void **state) {
    (void)state;
    while (frame_allocate() != 0) {
    }
    assert_int_equal(frame_allocate(), 0);
    assert_int_equal(frame_allocate_zeroed(), 0);
    frame_release(0x5000);
    assert_int_equal(frames_free(), 1);
    assert_int_equal(frame_allocate(), 0x5000);
    assert_int_equal(frame_allocate(), 0);
    assert_int_equal(frames_free(), 0);
}

static void test_zeroed(void **state) {
    (void)state;
    uint32_t frame = frame_allocate_zeroed();
    const uint8_t *bytes = physical_to_virtual(frame);
    for (uint32_t i = 0; i < PAGE_BYTES; i++) {
        assert_int_equal(bytes[i], 0);
    }
    assert_int_equal(bytes[-1], 0xa5); /* and not a byte more */
    assert_int_equal(bytes[PAGE_BYTES], 0xa5);
}

static void test_share_and_release(void **state) {
    (void)state;
    uint32_t frame = frame_allocate(), total = frames_total();
    assert_int_equal(frame_references(frame), 1);
    frame_share(frame);
    frame_share(frame);
    assert_int_equal(frame_references(frame), 3);
    frame_release(frame);
    frame_release(frame);
    assert_int_equal(frame_references(frame), 1);
    assert_int_equal(frames_free(), total - 1);
    frame_release(frame);
    assert_int_equal(frame_references(frame), 0);
    assert_int_equal(frames_free(), total);
}

static void test_misuse_panics(void **state) {
    (void)state;
    uint32_t frame = frame_allocate(), total = frames_total();
    frame_release(frame);
    expect_panic(frame_release(frame), "references >= 0");
    frame_at(frame)->references = 0;
    frame_share(frame);
    expect_panic(frame_allocate(), "references == 0");
    frame_at(frame)->references = 0;
    frame_allocate();
    expect_panic(frame_free(frame_at(frame)), "references == 0"); /* it is in use */
    assert_int_equal(frames_free(), total - 1);
}

/* Many operations in a fixed pseudo-random order, each compared with the same on a plain array of counts. */
static void test_against_an_array(void **state) {
    (void)state;
    enum { END = 0x200, STEPS = 50000 };
    static uint32_t count_of[END];
    uint32_t random = 1, in_use = 0;
    memset(count_of, 0, sizeof count_of);
    for (int step = 0; step < STEPS; step++) {
        random = random * 1664525 + 1013904223;
        uint32_t number = (random >> 8) % END, address = number * PAGE_BYTES;
        if (count_of[number] == 0) {
            uint32_t frame = frame_allocate();
            assert_int_equal(frame == 0, in_use == frames_total());
            assert_int_equal(count_of[frame / PAGE_BYTES], 0);
            if (frame != 0) {
                count_of[frame / PAGE_BYTES] = 1;
                in_use++;
            }
        } else if (random >> 30 == 0) {
            frame_share(address);
            count_of[number]++;
        } else {
            frame_release(address);
            in_use -= --count_of[number] == 0;
        }
        if (count_of[number] > 0) {
            assert_int_equal(frame_references(address), count_of[number]);
        }
        assert_int_equal(frames_free(), frames_total() - in_use);
    }
}

static void test_reserved_ranges(void **state) {
    (void)state;
    add_usable(0, 0x9fc00);
    add_usable(0x100000, 0x400000);
    add_reserved(0x9000, 0x9010);     /* a few bytes cost a frame */
    add_reserved(0xbff0, 0xc010);     /* a few across a border cost two */
    add_reserved(0x120000, 0x250123); /* right behind the kernel, and not aligned */
    add_reserved(0x3ff000, 0x400000); /* the last frame */
    assert_null(start_allocator());
    check_all_frames(0x400000);
}

static void test_holes_and_unaligned_ends(void **state) {
    (void)state;
    add_usable(0x1234, 0x9fc00);
    add_usable(0x100000, 0x130800);
    add_usable(0x130800, 0x133000); /* no range has all of frame 0x130000: the border runs through it */
    add_usable(0x140001, 0x150fff);
    add_usable(0x160000, 0x160fff); /* less than a frame */
    add_usable(0x1f0000, 0x400000);
    assert_null(start_allocator());
    check_all_frames(0x400000);
}

static void test_the_map_names_memory_twice(void **state) {
    (void)state;
    add_usable(0x100000, 0x300000);
    add_usable(0x100000, 0x300000);
    add_usable(0x200000, 0x400000);
    add_usable(0x180000, 0x190000);
    assert_null(start_allocator());
    check_all_frames(0x400000);
}

static void test_the_map_is_in_no_order(void **state) {
    (void)state;
    add_usable(0x300000, 0x400000);
    add_usable(0, 0xa0000);
    add_usable(0x100000, 0x200000);
    assert_null(start_allocator());
    check_all_frames(0x400000);
}

static void test_memory_beyond_the_direct_map_is_left(void **state) {
    (void)state;
    add_usable(0x100000, 0xfffff000);
    assert_null(start_allocator());
    check_all_frames(DIRECT_MAP_BYTES);
    clear(state);
    add_usable(0x100000, 0x200000);
    add_usable(DIRECT_MAP_BYTES, 0xfffff000); /* nothing of this range */
    assert_null(start_allocator());
    check_all_frames(0x200000);
}

/* The table goes behind the kernel or something reserved: wherever all of it is RAM and nothing else is there. */
static void test_the_table_finds_room(void **state) {
    (void)state;
    add_usable(0x100000, 0x200000);
    add_reserved(0x121000, 0x140000); /* only one frame is left behind the kernel */
    assert_null(start_allocator());
    assert_int_equal(virtual_to_physical(frames), 0x140000);
    check_all_frames(0x200000);

    clear(state);
    add_usable(0x10000, 0x80000);
    add_usable(0x100000, 0x121000);
    add_usable(0x180000, 0x200000);
    add_reserved(0x20000, 0x20100);
    assert_null(start_allocator());
    assert_int_equal(virtual_to_physical(frames), 0x21000);
    check_all_frames(0x200000);
}

static void test_too_little_memory(void **state) {
    (void)state;
    assert_non_null(start_allocator()); /* none at all */
    add_usable(0x100000, 0x120000);
    assert_non_null(start_allocator()); /* nothing behind the kernel */
    add_usable(DIRECT_MAP_BYTES, 0xfffff000);
    assert_non_null(start_allocator()); /* only where it cannot be reached */
    boot.usable[1].start = DIRECT_MAP_BYTES - 0x10000;
    add_reserved(DIRECT_MAP_BYTES - 0x10000, DIRECT_MAP_BYTES - 0x2000);
    assert_non_null(start_allocator()); /* the table would begin where it can be reached, but not end there */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_every_frame_is_given_once, start_small),
        cmocka_unit_test_setup(test_lowest_first, start_small),
        cmocka_unit_test_setup(test_exhaustion_and_recovery, start_small),
        cmocka_unit_test_setup(test_zeroed, start_small),
        cmocka_unit_test_setup(test_share_and_release, start_small),
        cmocka_unit_test_setup(test_misuse_panics, start_small),
        cmocka_unit_test_setup(test_against_an_array, start_small),
        cmocka_unit_test_setup(test_reserved_ranges, clear),
        cmocka_unit_test_setup(test_holes_and_unaligned_ends, clear),
        cmocka_unit_test_setup(test_the_map_names_memory_twice, clear),
        cmocka_unit_test_setup(test_the_map_is_in_no_order, clear),
        cmocka_unit_test_setup(test_memory_beyond_the_direct_map_is_left, clear),
        cmocka_unit_test_setup(test_the_table_finds_room, clear),
        cmocka_unit_test_setup(test_too_little_memory, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
