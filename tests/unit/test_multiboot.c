/* The loader's information: what loaders differ in, and what is wrong.
 * Sources: arch/x86/multiboot.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/x86/multiboot.h"
#include <stdlib.h>
#include <string.h>

/* Physical memory, all of which can be read, though the map says of its end that it is no RAM. */
enum {
    MEMORY_START = 0x100000,
    INFORMATION = 0x101000,
    MAP = 0x102000,
    MODULES = 0x103000,
    LINE = 0x104000,
    MODULE = 0x108000,
    MODULE_END = 0x109234,
    RAM_END = 0x110000,
    MEMORY_END = 0x112000,
};

/* Multiboot Specification 0.6.96, section 3.3: where the fields are, and their flags. */
enum {
    FLAGS = 0,
    MEM_LOWER = 4,
    MEM_UPPER = 8,
    COMMAND_LINE = 16,
    MODULE_COUNT = 20,
    MODULE_LIST = 24,
    MAP_BYTES = 44,
    MAP_ADDRESS = 48
};
enum { INFORMATION_BYTES = 52, MODULE_ENTRY_BYTES = 16, MAP_ENTRY_BYTES = 24 };
enum { HAS_MEMORY = 1, HAS_LINE = 4, HAS_MODULES = 8, HAS_MAP = 64 };
enum { USABLE = 1, NOT_USABLE = 2 };

static uint8_t memory[MEMORY_END - MEMORY_START];
static struct boot_information boot;

static uint8_t *at(uint32_t address) {
    return &memory[address - MEMORY_START];
}

/* Every reader gets a copy of its own, so that AddressSanitizer sees whoever reads more than was asked for. */
static void *copies[8192];
static size_t copy_count;

static const void *read_memory(uint32_t address, uint32_t bytes) {
    if (address < MEMORY_START || address > MEMORY_END || bytes > MEMORY_END - address) {
        return NULL;
    }
    assert_true(copy_count < sizeof copies / sizeof copies[0]); /* else it reads on and on */
    void *copy = malloc(bytes);
    copies[copy_count++] = copy;
    return memcpy(copy, at(address), bytes);
}

static void free_copies(void) {
    while (copy_count > 0) {
        free(copies[--copy_count]);
    }
}

static const char *parse(void) {
    const char *error = multiboot_parse(MULTIBOOT_LOADER_MAGIC, INFORMATION, read_memory, &boot);
    free_copies();
    return error;
}

static uint32_t get(uint32_t address) {
    uint32_t word;
    memcpy(&word, at(address), sizeof word);
    return word;
}

static void put(uint32_t address, uint32_t word) {
    memcpy(at(address), &word, sizeof word);
}

static void put_text(uint32_t address, const char *text, size_t bytes) {
    memcpy(at(address), text, bytes);
}

static void give(uint32_t flag) {
    put(INFORMATION + FLAGS, get(INFORMATION + FLAGS) | flag);
}

/* Appends an entry to the map. */
static void give_map_entry(uint32_t size, uint64_t start, uint64_t length, uint32_t type) {
    uint32_t map_bytes = get(INFORMATION + MAP_BYTES);
    const uint32_t words[] = {
        size, (uint32_t)start, (uint32_t)(start >> 32), (uint32_t)length, (uint32_t)(length >> 32), type};
    for (uint32_t i = 0; i < 6; i++) {
        put(MAP + map_bytes + 4 * i, words[i]);
    }
    give(HAS_MAP);
    put(INFORMATION + MAP_ADDRESS, MAP);
    put(INFORMATION + MAP_BYTES, map_bytes + 4 + size);
}

static void give_map(void) {
    give_map_entry(20, 0, 0x9fc00, USABLE);
    give_map_entry(20, 0xf0000, 0x10000, NOT_USABLE);
    give_map_entry(20, MEMORY_START, RAM_END - MEMORY_START, USABLE);
    give_map_entry(20, RAM_END, MEMORY_END - RAM_END, NOT_USABLE);
}

static void give_line(uint32_t address) {
    give(HAS_LINE);
    put(INFORMATION + COMMAND_LINE, address);
}

static void give_module(uint32_t start, uint32_t end, uint32_t string) {
    uint32_t count = get(INFORMATION + MODULE_COUNT);
    const uint32_t words[] = {start, end, string, 0};
    for (uint32_t i = 0; i < 4; i++) {
        put(MODULES + count * MODULE_ENTRY_BYTES + 4 * i, words[i]);
    }
    give(HAS_MODULES);
    put(INFORMATION + MODULE_COUNT, count + 1);
    put(INFORMATION + MODULE_LIST, MODULES);
}

static int start_without_map(void **state) {
    (void)state;
    free_copies(); /* of a test that failed */
    memset(memory, 0, sizeof memory);
    memset(&boot, 0xa5, sizeof boot);
    return 0;
}

static int start(void **state) {
    start_without_map(state);
    give_map();
    return 0;
}

static void check_error(const char *text) {
    const char *error = parse();
    assert_non_null(error);
    if (!strstr(error, text)) {
        fail_msg("\"%s\" does not say \"%s\"", error, text);
    }
}

static void check_usable(uint32_t index, uint32_t range_start, uint32_t range_end) {
    assert_true(index < boot.usable_count);
    assert_int_equal(boot.usable[index].start, range_start);
    assert_int_equal(boot.usable[index].end, range_end);
}

static void check_reserved(uint32_t range_start, uint32_t range_end) {
    for (uint32_t i = 0; i < boot.reserved_count; i++) {
        if (boot.reserved[i].start == range_start && boot.reserved[i].end == range_end) {
            return;
        }
    }
    fail_msg("[%#x, %#x) is not reserved", range_start, range_end);
}

/* --- Memory --- */

static void test_wrong_magic(void **state) {
    (void)state;
    const uint32_t others[] = {0, 0x1badb002, 0x36d76289, MULTIBOOT_LOADER_MAGIC + 1};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_non_null(multiboot_parse(others[i], INFORMATION, read_memory, &boot));
        assert_int_equal(copy_count, 0); /* nothing was believed */
    }
}

static void test_information_outside_memory(void **state) {
    (void)state;
    const uint32_t places[] = {0, MEMORY_START - 1, MEMORY_END - INFORMATION_BYTES + 1, MEMORY_END, UINT32_MAX};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        assert_non_null(multiboot_parse(MULTIBOOT_LOADER_MAGIC, places[i], read_memory, &boot));
    }
}

static void test_map_only(void **state) {
    (void)state;
    assert_null(parse());
    assert_int_equal(boot.usable_count, 2);
    check_usable(0, 0, 0x9fc00);
    check_usable(1, MEMORY_START, RAM_END);
    assert_int_equal(boot.reserved_count, 2);
    check_reserved(INFORMATION, INFORMATION + INFORMATION_BYTES);
    check_reserved(MAP, MAP + 4 * MAP_ENTRY_BYTES);
    assert_string_equal(boot.command_line, "");
    assert_int_equal(boot.module.end - boot.module.start, 0);
    assert_null(boot.warning);
}

static void test_sizes_only(void **state) {
    (void)state;
    give(HAS_MEMORY);
    put(INFORMATION + MEM_LOWER, 639);
    put(INFORMATION + MEM_UPPER, 130048); /* of 128 MB */
    assert_null(parse());
    assert_int_equal(boot.usable_count, 2);
    check_usable(0, 0x100000, 0x8000000);
    check_usable(1, 0, 639 * 1024);
    put(INFORMATION + MEM_UPPER, UINT32_MAX); /* 4 TB */
    assert_null(parse());
    check_usable(0, 0x100000, 0xfffff000);
}

static void test_the_map_counts_more_than_the_sizes(void **state) {
    (void)state;
    give(HAS_MEMORY);
    put(INFORMATION + MEM_LOWER, 639);
    put(INFORMATION + MEM_UPPER, 1 << 20);
    test_map_only(state);
}

static void test_neither_map_nor_sizes(void **state) {
    (void)state;
    check_error("no memory map");
    give(HAS_MEMORY);
    check_error("no memory map"); /* sizes of 0 */
    start_without_map(state);
    give_map_entry(20, MEMORY_START, RAM_END - MEMORY_START, NOT_USABLE);
    check_error("no memory map"); /* nothing usable */
    start_without_map(state);
    put(INFORMATION + MAP_ADDRESS, MAP); /* without its flag */
    put(INFORMATION + MAP_BYTES, MAP_ENTRY_BYTES);
    check_error("no memory map");
}

static void test_memory_above_4_GB(void **state) {
    (void)state;
    give_map_entry(20, 0x100000000, 0x40000000, USABLE);          /* all of it above */
    give_map_entry(20, 0xe0000000, 0x40000000, USABLE);           /* a part */
    give_map_entry(20, 0x100000000 + MEMORY_START, 4096, USABLE); /* the low half alone looks good */
    give_map_entry(20, 0x200000, 0x100000000, USABLE);            /* the length's low half is 0 */
    give_map_entry(20, UINT64_MAX - 4095, 8192, USABLE);          /* the sum wraps round */
    give_map_entry(20, 0x300000, 0, USABLE);                      /* empty */
    assert_null(parse());
    assert_int_equal(boot.usable_count, 4);
    check_usable(2, 0xe0000000, 0xfffff000);
    check_usable(3, 0x200000, 0xfffff000);
}

/* A newer loader may know more fields of an entry: its size says where the next one is. */
static void test_odd_entry_sizes(void **state) {
    (void)state;
    const uint32_t sizes[] = {20, 24, 21, 100, 20};
    for (uint32_t i = 0; i < 5; i++) {
        give_map_entry(sizes[i], 0x200000 * (i + 1), 0x1000, USABLE);
    }
    assert_null(parse());
    assert_int_equal(boot.usable_count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        check_usable(i, 0x200000 * (i + 1), 0x200000 * (i + 1) + 0x1000);
    }
}

static void test_damaged_entry_sizes(void **state) {
    const uint32_t sizes[] = {0, 4, 19, 0x1000, 0x7fffffff, 0xfffffffb, 0xfffffffc, UINT32_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        start(state);
        put(MAP + 2 * MAP_ENTRY_BYTES, sizes[i]); /* of the third entry */
        check_error("memory map is damaged");
        put(INFORMATION + MAP_BYTES, UINT32_MAX); /* even if the map would have room for it */
        check_error("memory map is damaged");
    }
    start(state);
    put(MAP + 3 * MAP_ENTRY_BYTES, 21); /* the last entry, a byte too long ... */
    check_error("memory map is damaged");
    put(MAP + 3 * MAP_ENTRY_BYTES, 19); /* ... and a byte too short */
    check_error("memory map is damaged");
}

static void test_map_outside_memory(void **state) {
    (void)state;
    const uint32_t places[] = {0, MEMORY_START - 1, MEMORY_END - MAP_ENTRY_BYTES + 1, MEMORY_END, UINT32_MAX};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        put(INFORMATION + MAP_ADDRESS, places[i]);
        check_error("memory map is damaged");
    }
}

static void test_more_ranges_than_room(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 2 * BOOT_MEMORY_RANGES; i++) {
        give_map_entry(20, 0x10000 * i, 0x1000, USABLE);
    }
    assert_null(parse());
    assert_int_equal(boot.usable_count, BOOT_MEMORY_RANGES);
    check_usable(BOOT_MEMORY_RANGES - 1, 0x10000 * (BOOT_MEMORY_RANGES - 1),
                 0x10000 * (BOOT_MEMORY_RANGES - 1) + 0x1000);
}

/* --- The command line --- */

/* Blanks in front do not matter: the options are words. */
static void check_line(const char *expected) {
    assert_null(parse());
    assert_null(boot.warning);
    assert_string_equal(boot.command_line + strspn(boot.command_line, " "), expected);
}

static void test_command_lines(void **state) {
    (void)state;
    const struct {
        const char *given, *expected;
    } lines[] = {
        {"", ""},
        {"build/robin.elf", ""},  /* QEMU: the file name first, ... */
        {"build/robin.elf ", ""}, /* ... and always a blank behind it */
        {"build/robin.elf quantum=1 hz=50", "quantum=1 hz=50"},
        {"/home/\xe8\xaf\xad/robin.elf -- ls /bin", "-- ls /bin"},
        {"robin.elf robin.elf", "robin.elf"},   /* one word only */
        {"quantum=1 hz=50", "quantum=1 hz=50"}, /* GRUB: without the file name */
        {"trace=on", "trace=on"},
        {"init=/bin/hello -- one two", "init=/bin/hello -- one two"},
        {"-- ls /bin", "-- ls /bin"},
        {"--", "--"},
        {"-- key=value", "-- key=value"},
        {"robin.elf -- key=value", "-- key=value"},
        {"--robin quantum=1", "quantum=1"}, /* a strange name, but a name */
        {"- quantum=1", "quantum=1"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        start(state);
        give_line(LINE);
        put_text(LINE, lines[i].given, strlen(lines[i].given) + 1);
        check_line(lines[i].expected);
    }
}

static void test_no_command_line(void **state) {
    (void)state;
    put(INFORMATION + COMMAND_LINE, LINE); /* without its flag */
    put_text(LINE, "quantum=1", 10);
    check_line("");
}

static void check_line_is_ignored(uint32_t address) {
    give_line(address);
    assert_null(parse());
    assert_string_equal(boot.command_line, "");
    assert_non_null(boot.warning);
}

static void test_line_outside_ram(void **state) {
    (void)state;
    put_text(RAM_END, "quantum=1", 10);
    const uint32_t places[] = {0xa0000, MEMORY_START - 1, RAM_END, MEMORY_END, 0xdeadbeef, UINT32_MAX};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        check_line_is_ignored(places[i]);
    }
    check_line_is_ignored(0x1000); /* RAM, but the kernel cannot read it */
}

static void test_line_at_the_end_of_ram(void **state) {
    (void)state;
    put_text(RAM_END - 10, "quantum=1", 10);
    give_line(RAM_END - 10);
    check_line("quantum=1");
    give_line(RAM_END - 1); /* the NUL alone */
    check_line("");
    put_text(RAM_END - 1, "0", 1); /* now it goes on where there is no RAM */
    check_line_is_ignored(RAM_END - 10);
    check_line_is_ignored(RAM_END - 1);
}

static void test_the_longest_line(void **state) {
    (void)state;
    char text[MULTIBOOT_STRING_BYTES_MAX + 1];
    memset(text, 'x', sizeof text);
    memcpy(text, "time=", 5);
    text[MULTIBOOT_STRING_BYTES_MAX - 1] = '\0';
    put_text(LINE, text, sizeof text);
    give_line(LINE);
    check_line(text);
    text[MULTIBOOT_STRING_BYTES_MAX - 1] = 'x';
    text[MULTIBOOT_STRING_BYTES_MAX] = '\0';
    put_text(LINE, text, sizeof text);
    check_line_is_ignored(LINE);
}

/* --- The module --- */

static void check_module(void) {
    assert_null(parse());
    assert_int_equal(boot.module.start, MODULE);
    assert_int_equal(boot.module.end, MODULE_END);
    check_reserved(MODULE, MODULE_END);
    check_reserved(MODULES, MODULES + MODULE_ENTRY_BYTES);
    check_reserved(INFORMATION, INFORMATION + INFORMATION_BYTES);
}

static void test_one_module(void **state) {
    (void)state;
    put_text(LINE, "build/initrd.tar", 17);
    give_module(MODULE, MODULE_END, LINE);
    check_module();
    assert_int_equal(boot.reserved_count, 4);
}

static void test_no_module(void **state) {
    (void)state;
    give(HAS_MODULES); /* a count of 0 */
    put(INFORMATION + MODULE_LIST, 0xdeadbeef);
    test_map_only(state);
    start(state);
    put(INFORMATION + MODULE_COUNT, 1); /* without its flag */
    put(INFORMATION + MODULE_LIST, 0xdeadbeef);
    test_map_only(state);
}

static void test_several_modules(void **state) {
    (void)state;
    give_module(MODULE, MODULE_END, LINE);
    give_module(0x10a000, 0x10b000, LINE);
    give_module(0xdeadbeef, 0xdeadbeef, 0xdeadbeef); /* nobody uses it */
    check_module();
}

static void test_module_with_a_garbage_string(void **state) {
    (void)state;
    const uint32_t places[] = {0, 0xa0000, RAM_END, MEMORY_END, 0xdeadbeef, UINT32_MAX};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        start(state);
        give_module(MODULE, MODULE_END, places[i]);
        check_module();
        assert_null(boot.warning);
    }
}

static void test_module_that_cannot_be(void **state) {
    const struct memory_range ranges[] = {
        {MODULE_END, MODULE}, /* the end before the start */
        {MODULE, MODULE},     /* empty */
        {0, 0},
        {RAM_END - 0x1000, RAM_END + 1}, /* its last byte is no RAM */
        {MEMORY_START - 1, MODULE_END},  /* its first is none */
        {RAM_END, MEMORY_END},           /* all of it */
        {0x9f000, MODULE_END},           /* from one range of RAM to the next, across a hole */
        {0xdeadbeef, 0xdeadbef0},
        {MODULE, UINT32_MAX},
        {UINT32_MAX, MODULE},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        start(state);
        give_module(ranges[i].start, ranges[i].end, LINE);
        check_error("module lies outside memory");
    }
}

static void test_module_list_outside_memory(void **state) {
    const uint32_t places[] = {0, MEMORY_START - 1, MEMORY_END - MODULE_ENTRY_BYTES + 1, MEMORY_END, UINT32_MAX};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        start(state);
        give_module(MODULE, MODULE_END, LINE);
        put(INFORMATION + MODULE_LIST, places[i]);
        check_error("module lies outside memory");
    }
}

/* --- Anything --- */

static void check_sane(void) {
    assert_in_range(boot.usable_count, 1, BOOT_MEMORY_RANGES);
    bool module_is_ram = boot.module.start == boot.module.end;
    for (uint32_t i = 0; i < boot.usable_count; i++) {
        assert_true(boot.usable[i].start < boot.usable[i].end);
        module_is_ram |= boot.module.start >= boot.usable[i].start && boot.module.end <= boot.usable[i].end;
    }
    assert_true(module_is_ram);
    assert_true(boot.module.start <= boot.module.end);
    assert_in_range(boot.reserved_count, 1, sizeof boot.reserved / sizeof boot.reserved[0]);
    assert_non_null(memchr(boot.command_line, '\0', sizeof boot.command_line));
}

/* Each bit of what the loader leaves, flipped: it is refused, or something that the kernel can work with comes out. */
static void test_every_damaged_bit(void **state) {
    (void)state;
    const struct memory_range structures[] = {
        {INFORMATION, INFORMATION + INFORMATION_BYTES},
        {MAP, MAP + 4 * MAP_ENTRY_BYTES},
        {MODULES, MODULES + MODULE_ENTRY_BYTES},
    };
    give_line(LINE);
    put_text(LINE, "robin.elf quantum=1", 20);
    give_module(MODULE, MODULE_END, LINE);
    for (size_t i = 0; i < sizeof structures / sizeof structures[0]; i++) {
        for (uint32_t byte = structures[i].start; byte < structures[i].end; byte++) {
            for (int bit = 0; bit < 8; bit++) {
                *at(byte) ^= 1u << bit;
                if (parse() == NULL) {
                    check_sane();
                }
                *at(byte) ^= 1u << bit;
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_wrong_magic, start),
        cmocka_unit_test_setup(test_information_outside_memory, start),
        cmocka_unit_test_setup(test_map_only, start),
        cmocka_unit_test_setup(test_sizes_only, start_without_map),
        cmocka_unit_test_setup(test_the_map_counts_more_than_the_sizes, start),
        cmocka_unit_test_setup(test_neither_map_nor_sizes, start_without_map),
        cmocka_unit_test_setup(test_memory_above_4_GB, start),
        cmocka_unit_test_setup(test_odd_entry_sizes, start_without_map),
        cmocka_unit_test_setup(test_damaged_entry_sizes, start),
        cmocka_unit_test_setup(test_map_outside_memory, start),
        cmocka_unit_test_setup(test_more_ranges_than_room, start_without_map),
        cmocka_unit_test_setup(test_command_lines, start),
        cmocka_unit_test_setup(test_no_command_line, start),
        cmocka_unit_test_setup(test_line_outside_ram, start),
        cmocka_unit_test_setup(test_line_at_the_end_of_ram, start),
        cmocka_unit_test_setup(test_the_longest_line, start),
        cmocka_unit_test_setup(test_one_module, start),
        cmocka_unit_test_setup(test_no_module, start),
        cmocka_unit_test_setup(test_several_modules, start),
        cmocka_unit_test_setup(test_module_with_a_garbage_string, start),
        cmocka_unit_test_setup(test_module_that_cannot_be, start),
        cmocka_unit_test_setup(test_module_list_outside_memory, start),
        cmocka_unit_test_setup(test_every_damaged_bit, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
