/* The boot archive: good ones, as tar makes them, and damaged ones.
 * Sources: kernel/io/archive.c tests/unit/host_file_tree.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/io/archive.h"
#include "tests/unit/host_file_tree.h"
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 512, ARCHIVE_BYTES_MAX = 64 * 1024 };

/* Where the fields of a header are: pax(1), "ustar Interchange Format". */
enum { NAME = 0, MODE = 100, SIZE = 124, MODIFIED = 136, CHECKSUM = 148, TYPE = 156, MAGIC = 257, PREFIX = 345 };

static uint8_t archive[ARCHIVE_BYTES_MAX]; /* in the making */
static uint32_t archive_bytes;

static int start(void **state) {
    (void)state;
    memset(archive, 0, sizeof archive);
    archive_bytes = 0;
    host_file_tree_start();
    return 0;
}

/* Makes the checksum right. */
static void seal(uint8_t *header) {
    uint32_t sum = 0;
    memset(header + CHECKSUM, ' ', 8);
    for (int i = 0; i < BLOCK; i++) {
        sum += header[i];
    }
    snprintf((char *)header + CHECKSUM, 8, "%06o", sum);
}

/* Appends an entry; returns its header, for tests that change it and seal it again. */
static uint8_t *add_entry(const char *name, char type, const char *contents) {
    uint8_t *header = archive + archive_bytes;
    unsigned size = (unsigned)strlen(contents);
    strncpy((char *)header + NAME, name, 100);
    memcpy(header + MODE, "0000644", 8);
    snprintf((char *)header + SIZE, 12, "%011o", size);
    memcpy(header + MODIFIED, "00000000000", 12);
    header[TYPE] = (uint8_t)type;
    memcpy(header + MAGIC, "ustar\00000", 8);
    seal(header);
    memcpy(header + BLOCK, contents, size);
    archive_bytes += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
    return header;
}

static void add_end_mark(void) {
    archive_bytes += 2 * BLOCK;
}

/* Reads the first so many bytes of the archive, which lie in memory of exactly this size. The tree, as text, is valid
 * until the next call. */
static const char *read_bytes(uint32_t bytes, uint32_t *offset, const char **tree) {
    static uint8_t *copy;
    free(copy);
    copy = malloc(bytes);
    memcpy(copy, archive, bytes);
    host_file_tree_start();
    *offset = UINT32_MAX;
    const char *error = archive_read(copy, bytes, offset);
    *tree = host_file_tree_text();
    return error;
}

static void check_tree(const char *expected) {
    uint32_t offset;
    const char *tree, *error = read_bytes(archive_bytes, &offset, &tree);
    if (error) {
        fail_msg("%s", error);
    }
    assert_string_equal(tree, expected);
}

static void check_error(const char *expected, uint32_t expected_offset) {
    uint32_t offset;
    const char *tree, *error = read_bytes(archive_bytes, &offset, &tree);
    assert_non_null(error);
    assert_string_equal(error, expected);
    assert_int_equal(offset, expected_offset);
}

/* Lets tar archive what the shell command makes in an empty folder; `what` names the members. */
static void make_with_tar(const char *command, const char *what) {
    char script[1024];
    snprintf(script, sizeof script,
             "folder=$(mktemp -d ./archive-XXXXXX) && trap 'rm -rf \"$folder\"' EXIT && (cd \"$folder\" && %s && "
             "tar --format=ustar -cf - %s)",
             command, what);
    FILE *tar = popen(script, "r");
    archive_bytes = (uint32_t)fread(archive, 1, sizeof archive, tar);
    assert_int_equal(pclose(tar), 0);
    assert_true(archive_bytes > 0 && archive_bytes < sizeof archive);
}

static void test_made_by_tar(void **state) {
    (void)state;
    make_with_tar("mkdir bin share && printf '#!' >bin/sh && chmod 755 bin/sh && printf one >share/1 && : >share/empty",
                  "bin share/1 share/empty");
    check_tree("bin/ bin/sh=#! share/ share/1=one share/empty=");
    assert_int_equal(file_tree_count(), 3);
}

static void test_made_by_tar_from_a_dot(void **state) {
    (void)state;
    make_with_tar("mkdir -p a/b && printf deep >a/b/file", ".");
    check_tree("a/ a/b/ a/b/file=deep");
}

/* Contents that fill a block, or all but one byte, or one more. */
static void test_made_by_tar_with_full_blocks(void **state) {
    (void)state;
    make_with_tar("for size in 511 512 513; do head -c $size /dev/zero | tr '\\000' x >$size; done; printf end >last",
                  "511 512 513 last");
    char expected[2048], x[514];
    memset(x, 'x', 513);
    x[513] = '\0';
    snprintf(expected, sizeof expected, "511=%.511s 512=%.512s 513=%s last=end", x, x, x);
    check_tree(expected);
}

/* tar divides a path of more than 100 bytes between name and prefix. */
static void test_made_by_tar_with_a_long_path(void **state) {
    (void)state;
    char folder[91], command[512], expected[512];
    memset(folder, 'f', 90);
    folder[90] = '\0';
    snprintf(command, sizeof command, "mkdir -p %s/%.60s && printf long >%s/%.60s/file", folder, folder, folder,
             folder);
    make_with_tar(command, folder);
    snprintf(expected, sizeof expected, "%s/ %s/%.60s/ %s/%.60s/file=long", folder, folder, folder, folder, folder);
    check_tree(expected);
}

static void test_directories_are_implied(void **state) {
    (void)state;
    add_entry("bin/sh", '0', "sh");
    add_entry("./bin/ls", '0', "ls");
    add_entry("/share/help/sh", '0', "help");
    add_entry("bin/", '5', "");
    add_end_mark();
    check_tree("bin/ bin/sh=sh bin/ls=ls share/ share/help/ share/help/sh=help");
}

static void test_full_fields(void **state) {
    (void)state;
    char name[101], prefix[156], expected[1024];
    memset(name, 'n', 100);
    memset(prefix, 'p', 155);
    name[100] = prefix[155] = '\0';
    prefix[77] = '/';
    uint8_t *header = add_entry(name, '0', "full"); /* neither field has room for a NUL */
    memcpy(header + PREFIX, prefix, 155);
    seal(header);
    add_end_mark();
    snprintf(expected, sizeof expected, "%.77s/ %s/ %s/%s=full", prefix, prefix, prefix, name);
    check_tree(expected);
}

static void test_types(void **state) {
    (void)state;
    add_entry("new", '0', "file");
    add_entry("old", '\0', "file");
    add_entry("directory", '5', "");
    add_end_mark();
    check_tree("new=file old=file directory/");
    for (int type = 1; type < 256; type++) {
        start(state);
        add_entry("first", '0', "x");
        add_entry("second", (char)type, "");
        add_end_mark();
        if (type != '0' && type != '5') {
            check_error("an entry is neither a file nor a directory", 2 * BLOCK);
        }
    }
}

static void test_the_last_of_a_name_counts(void **state) {
    (void)state;
    add_entry("a", '0', "old contents");
    add_entry("b", '0', "b");
    add_entry("a", '0', "new");
    add_end_mark();
    check_tree("a=new b=b");
}

static void test_names_that_cannot_be(void **state) {
    const struct {
        const char *name;
        char type;
    } entries[] = {{"file/below", '0'}, {"file/", '5'}, {"folder", '0'}, {"", '0'}, {"/", '0'}, {"../up", '0'}};
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        start(state);
        add_entry("file", '0', "x");
        add_entry("folder", '5', "");
        add_entry(entries[i].name, entries[i].type, "");
        add_end_mark();
        check_error("an entry's name is no path", 3 * BLOCK);
    }
}

static void test_ways_to_write_a_size(void **state) {
    (void)state;
    const char *const fives[] = {"00000000005", "000000000005", "          5", "5", "5          ", "     5      "};
    for (size_t i = 0; i < sizeof fives / sizeof fives[0]; i++) {
        start(state);
        uint8_t *header = add_entry("file", '0', "12345");
        memset(header + SIZE, 0, 12);
        memcpy(header + SIZE, fives[i], strlen(fives[i]));
        seal(header);
        add_end_mark();
        check_tree("file=12345");
    }
}

static void test_sizes_that_are_no_numbers(void **state) {
    (void)state;
    /* Also what has more than 32 bits, for it would only seem to be small, and GNU tar's binary numbers. */
    const char *const sizes[] = {"",    "        ",    "00000000008", "0000000000x", "5x",           "-5",  "+5",
                                 "0x5", "40000000000", "40000000005", "\t5",         "777777777777", "\x80"};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        start(state);
        add_entry("first", '0', "x");
        uint8_t *header = add_entry("file", '0', "12345");
        memset(header + SIZE, 0, 12);
        memcpy(header + SIZE, sizes[i], strlen(sizes[i]));
        seal(header);
        add_end_mark();
        check_error("a header's size is no number", 2 * BLOCK);
    }
}

static void test_sizes_beyond_the_end(void **state) {
    (void)state;
    const char *const sizes[] = {"00000002001", "37777777777", "37777777000", "00010000000"};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        start(state);
        uint8_t *header = add_entry("file", '0', "12345");
        add_end_mark(); /* 3 blocks follow the header: 03000 bytes */
        archive_bytes -= BLOCK;
        memcpy(header + SIZE, sizes[i], 11);
        seal(header);
        check_error("it ends within a file", 0);
    }
}

static void test_nothing_in_it(void **state) {
    (void)state;
    check_error("it is empty", 0);
    add_end_mark();
    check_error("it is empty", 0);
}

static void test_not_an_archive(void **state) {
    (void)state;
    memset(archive, 'x', 4 * BLOCK);
    archive_bytes = 4 * BLOCK;
    check_error("a header is not ustar's", 0);
    archive_bytes = BLOCK - 1;
    check_error("it ends within a header", 0);
}

static void test_memory_full(void **state) {
    (void)state;
    add_entry("a/b", '0', "x");
    add_end_mark();
    for (int left = 0; left < 2; left++) {
        uint32_t offset;
        host_file_tree_start();
        host_heap_left = left;
        assert_string_equal(archive_read(archive, archive_bytes, &offset), "too little memory for the file tree");
    }
}

static const char good_tree[] = "bin/ bin/sh=shell bin/ls=list empty=";

static void make_good(void) {
    add_entry("bin/", '5', "");
    add_entry("bin/sh", '0', "shell");
    add_entry("bin/ls", '0', "list");
    add_entry("empty", '0', "");
    add_end_mark();
    check_tree(good_tree);
}

/* Whatever the length, anything short of the end mark's first block is found out. */
static void test_every_truncation(void **state) {
    (void)state;
    make_good();
    uint32_t whole = archive_bytes - BLOCK;
    for (uint32_t bytes = 0; bytes <= archive_bytes; bytes++) {
        uint32_t offset;
        const char *tree, *error = read_bytes(bytes, &offset, &tree);
        if (bytes < whole) {
            assert_non_null(error);
            assert_true(offset < whole);
        } else {
            assert_null(error);
            assert_string_equal(tree, good_tree);
        }
    }
}

static void check_error_or_good_tree(void) {
    uint32_t offset;
    const char *tree, *error = read_bytes(archive_bytes, &offset, &tree);
    assert_true(error || strcmp(tree, good_tree) == 0);
}

/* Each byte of a header or of the end mark, with each bit flipped, and with all of them: it is found out, or (behind
 * the checksum's NUL, and in the second block of the end mark) it does not matter. */
static void test_every_damaged_byte(void **state) {
    (void)state;
    make_good();
    const uint32_t headers[] = {0, BLOCK, 3 * BLOCK, 5 * BLOCK, 6 * BLOCK, 7 * BLOCK};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        for (uint32_t at = headers[i]; at < headers[i] + BLOCK; at++) {
            for (int flip = 0; flip <= 8; flip++) {
                uint8_t before = archive[at];
                archive[at] ^= flip < 8 ? 1u << flip : 0xffu;
                check_error_or_good_tree();
                archive[at] = before;
            }
        }
    }
}

/* The checksum does not protect against a header that is wrong on purpose. */
static void test_every_damaged_byte_with_a_right_checksum(void **state) {
    (void)state;
    make_good();
    uint8_t *header = archive + BLOCK, before[BLOCK];
    memcpy(before, header, BLOCK);
    for (uint32_t at = 0; at < BLOCK; at++) {
        for (int flip = 0; flip <= 8; flip++) {
            uint32_t offset;
            const char *tree;
            header[at] ^= flip < 8 ? 1u << flip : 0xffu;
            seal(header);
            read_bytes(archive_bytes, &offset, &tree); /* with any result, but it touches no foreign memory */
            assert_true(offset <= archive_bytes);
            memcpy(header, before, BLOCK);
        }
    }
}

int main(int count, char **arguments) {
    if (count < 1 || chdir(dirname(arguments[0])) != 0) { /* tar gets its folder where the program lies, in build/ */
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_made_by_tar, start),
        cmocka_unit_test_setup(test_made_by_tar_from_a_dot, start),
        cmocka_unit_test_setup(test_made_by_tar_with_full_blocks, start),
        cmocka_unit_test_setup(test_made_by_tar_with_a_long_path, start),
        cmocka_unit_test_setup(test_directories_are_implied, start),
        cmocka_unit_test_setup(test_full_fields, start),
        cmocka_unit_test_setup(test_types, start),
        cmocka_unit_test_setup(test_the_last_of_a_name_counts, start),
        cmocka_unit_test_setup(test_names_that_cannot_be, start),
        cmocka_unit_test_setup(test_ways_to_write_a_size, start),
        cmocka_unit_test_setup(test_sizes_that_are_no_numbers, start),
        cmocka_unit_test_setup(test_sizes_beyond_the_end, start),
        cmocka_unit_test_setup(test_nothing_in_it, start),
        cmocka_unit_test_setup(test_not_an_archive, start),
        cmocka_unit_test_setup(test_memory_full, start),
        cmocka_unit_test_setup(test_every_truncation, start),
        cmocka_unit_test_setup(test_every_damaged_byte, start),
        cmocka_unit_test_setup(test_every_damaged_byte_with_a_right_checksum, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
