/* Reading an executable's headers.
 * Sources: kernel/proc/elf.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/x86/layout.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/memory.h"
#include "kernel/proc/elf.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* System V ABI, "Object Files": where the fields are in the file's header and in a program header. */
enum {
    CLASS = 4,
    DATA = 5,
    FILE_TYPE = 16,
    MACHINE = 18,
    ENTRY = 24,
    HEADERS = 28,
    HEADER_BYTES = 42,
    HEADER_COUNT = 44
};
enum { TYPE = 0, OFFSET = 4, ADDRESS = 8, FILE_BYTES = 16, MEMORY_BYTES = 20, SEGMENT_FLAGS = 24 };
enum { FILE_HEADER_BYTES = 52, PROGRAM_HEADER_BYTES = 32 };
enum { LOAD = 1, INTERPRETER = 3, NOTE = 4, GNU_STACK = 0x6474e551 };
enum { EXECUTE = 1, WRITE = 2, READ = 4 };

/* A program with text (which includes the headers), data with room behind it, and a note between them. */
enum {
    TEXT = FILE_HEADER_BYTES,
    NOTES = TEXT + PROGRAM_HEADER_BYTES,
    DATA_SEGMENT = NOTES + PROGRAM_HEADER_BYTES,
    TEXT_BYTES = 0x200,
    DATA_OFFSET = TEXT_BYTES,
    DATA_BYTES = 0x40,
    PROGRAM_BYTES = DATA_OFFSET + DATA_BYTES,
    TEXT_ADDRESS = 0x08048000,
    DATA_ADDRESS = 0x08049200,
    DATA_MEMORY = 0x3000,
};

static uint8_t program[0x1000];
static struct elf_image image;
static const char *reason;

static void put16(uint32_t offset, uint16_t number) {
    memcpy(program + offset, &number, sizeof number);
}

static void put32(uint32_t offset, uint32_t number) {
    memcpy(program + offset, &number, sizeof number);
}

static void put_segment(uint32_t at, uint32_t type, uint32_t offset, uint32_t address, uint32_t file_bytes,
                        uint32_t memory_bytes, uint32_t flags) {
    put32(at + TYPE, type);
    put32(at + OFFSET, offset);
    put32(at + ADDRESS, address);
    put32(at + FILE_BYTES, file_bytes);
    put32(at + MEMORY_BYTES, memory_bytes);
    put32(at + SEGMENT_FLAGS, flags);
}

static int start(void **state) {
    (void)state;
    memset(program, 0, sizeof program);
    memcpy(program, "\177ELF\1\1\1", 7);
    put16(FILE_TYPE, 2);
    put16(MACHINE, 3);
    put32(ENTRY, TEXT_ADDRESS + 0x100);
    put32(HEADERS, FILE_HEADER_BYTES);
    put16(HEADER_BYTES, PROGRAM_HEADER_BYTES);
    put16(HEADER_COUNT, 3);
    put_segment(TEXT, LOAD, 0, TEXT_ADDRESS, TEXT_BYTES, TEXT_BYTES, READ | EXECUTE);
    put_segment(NOTES, NOTE, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, READ); /* is nobody's concern */
    put_segment(DATA_SEGMENT, LOAD, DATA_OFFSET, DATA_ADDRESS, DATA_BYTES, DATA_MEMORY, READ | WRITE);
    return 0;
}

/* The first so many bytes of the program, in memory of exactly this size. */
static int parse(uint32_t bytes) {
    uint8_t *copy = malloc(bytes);
    memcpy(copy, program, bytes);
    reason = NULL;
    int error = elf_parse(copy, bytes, USER_START, USER_END, &image, &reason);
    free(copy);
    return error;
}

static void check_refused(const char *text) {
    assert_int_equal(parse(PROGRAM_BYTES), -ENOEXEC);
    assert_non_null(reason);
    if (!strstr(reason, text)) {
        fail_msg("\"%s\" does not say \"%s\"", reason, text);
    }
}

static void check_good(void) {
    assert_int_equal(parse(PROGRAM_BYTES), 0);
}

static void test_a_program(void **state) {
    (void)state;
    check_good();
    assert_int_equal(image.entry, TEXT_ADDRESS + 0x100);
    assert_int_equal(image.headers_address, TEXT_ADDRESS + FILE_HEADER_BYTES);
    assert_int_equal(image.header_bytes, PROGRAM_HEADER_BYTES);
    assert_int_equal(image.header_count, 3);
    assert_int_equal(image.end, DATA_ADDRESS + DATA_MEMORY);
    assert_int_equal(image.segment_count, 2);
    const struct elf_segment *text = &image.segments[0], *data = &image.segments[1];
    assert_int_equal(text->address, TEXT_ADDRESS);
    assert_int_equal(text->file_offset, 0);
    assert_int_equal(text->file_bytes, TEXT_BYTES);
    assert_int_equal(text->memory_bytes, TEXT_BYTES);
    assert_int_equal(text->protection, PROT_READ | PROT_EXEC);
    assert_int_equal(data->address, DATA_ADDRESS);
    assert_int_equal(data->file_offset, DATA_OFFSET);
    assert_int_equal(data->file_bytes, DATA_BYTES);
    assert_int_equal(data->memory_bytes, DATA_MEMORY);
    assert_int_equal(data->protection, PROT_READ | PROT_WRITE);
}

static void test_headers_that_are_not_in_memory(void **state) {
    (void)state;
    put32(TEXT + OFFSET, 0x100); /* the text leaves the headers out */
    put32(TEXT + FILE_BYTES, TEXT_BYTES - 0x100);
    check_good();
    assert_int_equal(image.headers_address, 0);
}

static void test_empty_segments_are_passed_over(void **state) {
    (void)state;
    put_segment(NOTES, LOAD, 0, 0, 0, 0, READ);
    check_good();
    assert_int_equal(image.segment_count, 2);
}

static void test_wrong_files(void **state) {
    (void)state;
    const struct {
        uint32_t offset;
        uint16_t number;
        const char *text;
    } wrong[] = {
        {0, 0x2123, "not an ELF file"}, /* #! */
        {2, 0x4d45, "not an ELF file"},
        {CLASS, 0x0102, "not for a 32-bit x86"}, /* 64 bits */
        {CLASS, 0x0201, "not for a 32-bit x86"}, /* big endian */
        {CLASS, 0x0100, "not for a 32-bit x86"},
        {MACHINE, 62, "not for a 32-bit x86"},     /* x86-64 */
        {MACHINE, 40, "not for a 32-bit x86"},     /* ARM */
        {FILE_TYPE, 1, "not a static executable"}, /* an object file */
        {FILE_TYPE, 3, "not a static executable"}, /* a shared object or position-independent */
        {FILE_TYPE, 4, "not a static executable"}, /* a core dump */
        {HEADER_COUNT, 0, "no usable program headers"},
        {HEADER_BYTES, 56, "no usable program headers"}, /* as for 64 bits */
        {HEADER_BYTES, 0, "no usable program headers"},
        {HEADER_COUNT, 0xffff, "program headers outside the file"},
        {HEADER_COUNT, (PROGRAM_BYTES - FILE_HEADER_BYTES) / PROGRAM_HEADER_BYTES + 1,
         "program headers outside the file"},
        {NOTES + TYPE, INTERPRETER, "dynamically linked"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        start(state);
        put16(wrong[i].offset, wrong[i].number);
        check_refused(wrong[i].text);
    }
}

static void test_program_headers_outside(void **state) {
    (void)state;
    const uint32_t places[] = {PROGRAM_BYTES - 3 * PROGRAM_HEADER_BYTES + 1, PROGRAM_BYTES, PROGRAM_BYTES + 1,
                               UINT32_MAX - 3 * PROGRAM_HEADER_BYTES + 1, UINT32_MAX};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        put32(HEADERS, places[i]);
        check_refused("program headers outside the file");
    }
}

static void test_program_headers_at_the_end(void **state) {
    (void)state;
    memcpy(program + PROGRAM_BYTES - 3 * PROGRAM_HEADER_BYTES, program + FILE_HEADER_BYTES, 3 * PROGRAM_HEADER_BYTES);
    put32(HEADERS, PROGRAM_BYTES - 3 * PROGRAM_HEADER_BYTES);
    check_good();
}

static void test_segments_outside_the_file(void **state) {
    const struct {
        uint32_t offset, file_bytes;
    } wrong[] = {{DATA_OFFSET, DATA_BYTES + 1},
                 {DATA_OFFSET + 1, DATA_BYTES},
                 {PROGRAM_BYTES + 1, 0},
                 {0, PROGRAM_BYTES + 1},
                 {UINT32_MAX, 1},
                 {UINT32_MAX - 0x10, 0x20},
                 {0x20, UINT32_MAX - 0x10}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        start(state);
        put32(DATA_SEGMENT + OFFSET, wrong[i].offset);
        put32(DATA_SEGMENT + FILE_BYTES, wrong[i].file_bytes);
        put32(DATA_SEGMENT + MEMORY_BYTES, UINT32_MAX);
        check_refused("a segment outside the file");
    }
}

static void test_segment_larger_in_the_file(void **state) {
    (void)state;
    put32(DATA_SEGMENT + MEMORY_BYTES, DATA_BYTES - 1);
    check_refused("larger in the file");
    put32(DATA_SEGMENT + MEMORY_BYTES, DATA_BYTES);
    check_good();
}

static void test_a_segment_that_nobody_may_use(void **state) {
    (void)state;
    put32(DATA_SEGMENT + SEGMENT_FLAGS, 0);
    assert_int_equal(parse(sizeof program), 0);
    assert_int_equal(image.segments[1].protection, PROT_NONE);
}

static void test_segments_outside_user_memory(void **state) {
    const struct {
        uint32_t address, bytes;
    } wrong[] = {{USER_END - 0x100, 0x101},
                 {USER_END, 0x40},
                 {KERNEL_BASE + 0x100000, 0x40},
                 {UINT32_MAX - 0x3f, 0x40},
                 {UINT32_MAX - 0x1f, 0x40},         /* wraps round to 0x20 */
                 {DATA_ADDRESS, 0u - DATA_ADDRESS}, /* wraps round to 0 */
                 {DATA_ADDRESS, UINT32_MAX},        /* ... to before itself */
                 {DATA_ADDRESS, USER_END - DATA_ADDRESS + 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        start(state);
        put32(DATA_SEGMENT + ADDRESS, wrong[i].address);
        put32(DATA_SEGMENT + MEMORY_BYTES, wrong[i].bytes);
        check_refused("a segment outside user memory");
    }
    start(state);
    put32(TEXT + ADDRESS, USER_START - 1);
    check_refused("a segment outside user memory");
    put32(TEXT + ADDRESS, 0); /* null stays unmapped */
    check_refused("a segment outside user memory");
    start(state);
    put32(TEXT + ADDRESS, USER_START); /* the edges are good */
    put32(ENTRY, USER_START);
    put32(DATA_SEGMENT + ADDRESS, USER_END - DATA_MEMORY);
    check_good();
    assert_int_equal(image.end, USER_END);
}

static void test_overlapping_segments(void **state) {
    (void)state;
    const uint32_t wrong[] = {TEXT_ADDRESS + TEXT_BYTES - 1, TEXT_ADDRESS,
                              TEXT_ADDRESS + TEXT_BYTES, /* side by side, so on one page */
                              TEXT_ADDRESS + PAGE_BYTES - 1, TEXT_ADDRESS - DATA_MEMORY}; /* apart, but descending */
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        put32(DATA_SEGMENT + ADDRESS, wrong[i]);
        check_refused("descend, overlap or share a page");
    }
    put32(DATA_SEGMENT + ADDRESS, TEXT_ADDRESS + PAGE_BYTES);
    check_good();
    put32(TEXT + MEMORY_BYTES, PAGE_BYTES); /* up to the last byte */
    check_good();
    put32(TEXT + MEMORY_BYTES, PAGE_BYTES + 1);
    check_refused("descend, overlap or share a page");
}

static void test_entry(void **state) {
    (void)state;
    const uint32_t outside[] = {0,        TEXT_ADDRESS - 1, TEXT_ADDRESS + TEXT_BYTES, DATA_ADDRESS + DATA_MEMORY,
                                USER_END, UINT32_MAX};
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        put32(ENTRY, outside[i]);
        check_refused("an entry point outside");
    }
    const uint32_t inside[] = {TEXT_ADDRESS, TEXT_ADDRESS + TEXT_BYTES - 1, DATA_ADDRESS + DATA_MEMORY - 1};
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++) {
        put32(ENTRY, inside[i]);
        check_good();
    }
}

static void test_nothing_to_load(void **state) {
    (void)state;
    put32(TEXT + TYPE, GNU_STACK);
    put32(DATA_SEGMENT + TYPE, GNU_STACK);
    check_refused("an entry point outside");
    assert_int_equal(image.segment_count, 0);
}

static void test_many_segments(void **state) {
    (void)state;
    for (uint32_t count = ELF_SEGMENTS_MAX; count <= ELF_SEGMENTS_MAX + 1; count++) {
        put16(HEADER_COUNT, (uint16_t)count);
        put32(HEADERS, PROGRAM_BYTES);
        for (uint32_t i = 0; i < count; i++) {
            put_segment(PROGRAM_BYTES + i * PROGRAM_HEADER_BYTES, LOAD, 0, TEXT_ADDRESS + i * 0x1000, 0x1000, 0x1000,
                        READ);
        }
        int error = parse(sizeof program);
        assert_int_equal(error, count <= ELF_SEGMENTS_MAX ? 0 : -ENOEXEC);
    }
    assert_non_null(strstr(reason, "too many segments"));
}

static void test_every_truncation(void **state) {
    (void)state;
    for (uint32_t bytes = 0; bytes < PROGRAM_BYTES; bytes++) {
        assert_int_equal(parse(bytes), -ENOEXEC);
        assert_non_null(reason);
        assert_int_equal(strcmp(reason, "not an ELF file") == 0, bytes < FILE_HEADER_BYTES);
    }
    check_good();
}

static void check_sane(uint32_t bytes) {
    uint32_t end = USER_START;
    bool has_entry = false;
    assert_true(image.segment_count <= ELF_SEGMENTS_MAX);
    for (uint32_t i = 0; i < image.segment_count; i++) {
        const struct elf_segment *segment = &image.segments[i];
        assert_true(segment->address >= end);
        assert_true(segment->memory_bytes <= USER_END - segment->address);
        assert_true(segment->file_bytes <= segment->memory_bytes);
        assert_true((uint64_t)segment->file_offset + segment->file_bytes <= bytes);
        end = segment->address + segment->memory_bytes;
        has_entry |= image.entry >= segment->address && image.entry < end;
    }
    assert_int_equal(image.end, end);
    assert_true(has_entry);
}

/* Each bit of the headers, flipped: it is refused with a reason, or what comes out can be loaded without harm. */
static void test_every_damaged_bit(void **state) {
    (void)state;
    for (uint32_t at = 0; at < DATA_SEGMENT + PROGRAM_HEADER_BYTES; at++) {
        for (int bit = 0; bit < 8; bit++) {
            program[at] ^= 1u << bit;
            if (parse(PROGRAM_BYTES) == 0) {
                check_sane(PROGRAM_BYTES);
            } else {
                assert_non_null(reason);
            }
            program[at] ^= 1u << bit;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_program, start),
        cmocka_unit_test_setup(test_headers_that_are_not_in_memory, start),
        cmocka_unit_test_setup(test_empty_segments_are_passed_over, start),
        cmocka_unit_test_setup(test_wrong_files, start),
        cmocka_unit_test_setup(test_program_headers_outside, start),
        cmocka_unit_test_setup(test_program_headers_at_the_end, start),
        cmocka_unit_test_setup(test_segments_outside_the_file, start),
        cmocka_unit_test_setup(test_segment_larger_in_the_file, start),
        cmocka_unit_test_setup(test_a_segment_that_nobody_may_use, start),
        cmocka_unit_test_setup(test_segments_outside_user_memory, start),
        cmocka_unit_test_setup(test_overlapping_segments, start),
        cmocka_unit_test_setup(test_entry, start),
        cmocka_unit_test_setup(test_nothing_to_load, start),
        cmocka_unit_test_setup(test_many_segments, start),
        cmocka_unit_test_setup(test_every_truncation, start),
        cmocka_unit_test_setup(test_every_damaged_bit, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
