#include "kernel/proc/arguments.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/time.h"
#include "kernel/lib/string.h"
#include "kernel/mm/frames.h"
#include "kernel/proc/elf.h"
#include "kernel/sched/sched.h"

/* The auxiliary vector: pairs of a type and a value (getauxval(3)). */
enum {
    AT_NULL = 0,
    AT_PHDR = 3,
    AT_PHENT = 4,
    AT_PHNUM = 5,
    AT_PAGESZ = 6,
    AT_BASE = 7,
    AT_FLAGS = 8,
    AT_ENTRY = 9,
    AT_UID = 11,
    AT_EUID = 12,
    AT_GID = 13,
    AT_EGID = 14,
    AT_PLATFORM = 15,
    AT_HWCAP = 16,
    AT_CLKTCK = 17,
    AT_SECURE = 23,
    AT_RANDOM = 25,
    AT_EXECFN = 31,
};

#define RANDOM_BYTES 16 /* for AT_RANDOM. They are the same in each run: nothing in Robin is left to chance */

static uint32_t pointer_bytes(const struct arguments *arguments) {
    return (arguments->argument_count + arguments->environment_count) * (uint32_t)sizeof(uint32_t);
}

static int append(struct arguments *arguments, const char *text, uint32_t bytes) {
    while (bytes > 0) {
        if (arguments->bytes + bytes + pointer_bytes(arguments) > ARGUMENT_BYTES_MAX) {
            return -E2BIG;
        }
        physical_address *page = &arguments->pages[arguments->bytes / PAGE_BYTES];
        if (*page == 0 && (*page = frame_allocate()) == 0) {
            return -ENOMEM;
        }
        uint32_t offset = arguments->bytes % PAGE_BYTES;
        uint32_t part = bytes < PAGE_BYTES - offset ? bytes : PAGE_BYTES - offset;
        memcpy((char *)physical_to_virtual(*page) + offset, text, part);
        arguments->bytes += part;
        text += part;
        bytes -= part;
    }
    return 0;
}

int arguments_add(struct arguments *arguments, const char *text, bool is_environment) {
    ++*(is_environment ? &arguments->environment_count : &arguments->argument_count);
    return append(arguments, text, strlen(text) + 1);
}

/* Appends a string of the current process, piece by piece. */
static int append_user_string(struct arguments *arguments, user_pointer from) {
    for (;;) {
        char piece[128];
        int length = copy_string_from_user(current->space, piece, from, sizeof piece);
        bool goes_on = length == -ENAMETOOLONG;
        if (length < 0 && !goes_on) {
            return length;
        }
        uint32_t bytes = goes_on ? sizeof piece : (uint32_t)length + 1;
        int error = append(arguments, piece, bytes);
        if (error != 0 || !goes_on) {
            return error;
        }
        from = user_pointer_add(from, bytes);
    }
}

static int collect_array(struct arguments *arguments, user_pointer array, uint32_t *count) {
    while (array.address != 0) {
        user_pointer string;
        int error = copy_from_user(current->space, &string.address, array, sizeof string.address);
        if (error != 0 || string.address == 0) {
            return error;
        }
        ++*count;
        error = append_user_string(arguments, string);
        if (error != 0) {
            return error;
        }
        array = user_pointer_add(array, sizeof string.address);
    }
    return 0;
}

int arguments_collect(struct arguments *arguments, user_pointer argv, user_pointer envp) {
    int error = collect_array(arguments, argv, &arguments->argument_count);
    return error != 0 ? error : collect_array(arguments, envp, &arguments->environment_count);
}

void arguments_free(struct arguments *arguments) {
    for (uint32_t i = 0; i < sizeof arguments->pages / sizeof *arguments->pages; i++) {
        if (arguments->pages[i] != 0) {
            frame_release(arguments->pages[i]);
        }
    }
}

/* A place on the new stack that is being written upwards; the first error stays. */
struct cursor {
    struct address_space *space;
    uint32_t address;
    int error;
};

static void write_bytes(struct cursor *cursor, const void *bytes, uint32_t count) {
    if (cursor->error == 0) {
        cursor->error = copy_to_user(cursor->space, user_pointer_at(cursor->address), bytes, count);
    }
    cursor->address += count;
}

static void write_word(struct cursor *cursor, uint32_t word) {
    write_bytes(cursor, &word, sizeof word);
}

static void write_pair(struct cursor *cursor, uint32_t type, uint32_t value) {
    write_word(cursor, type);
    write_word(cursor, value);
}

static char string_byte(const struct arguments *arguments, uint32_t offset) {
    return ((const char *)physical_to_virtual(arguments->pages[offset / PAGE_BYTES]))[offset % PAGE_BYTES];
}

/* Writes `count` pointers and a NULL; the strings follow one another from *offset on. */
static void write_pointers(struct cursor *cursor, const struct arguments *arguments, uint32_t strings, uint32_t count,
                           uint32_t *offset) {
    for (; count > 0; count--) {
        write_word(cursor, strings + *offset);
        while (string_byte(arguments, (*offset)++) != '\0') {
        }
    }
    write_word(cursor, 0);
}

static void write_auxiliary_vector(struct cursor *cursor, const struct elf_image *image, uint32_t random,
                                   uint32_t platform, uint32_t path) {
    write_pair(cursor, AT_HWCAP, 0);
    write_pair(cursor, AT_PAGESZ, PAGE_BYTES);
    write_pair(cursor, AT_CLKTCK, CLOCK_TICKS_PER_SECOND);
    write_pair(cursor, AT_PHDR, image->headers_address);
    write_pair(cursor, AT_PHENT, image->header_bytes);
    write_pair(cursor, AT_PHNUM, image->header_count);
    write_pair(cursor, AT_BASE, 0);
    write_pair(cursor, AT_FLAGS, 0);
    write_pair(cursor, AT_ENTRY, image->entry);
    write_pair(cursor, AT_UID, 0);
    write_pair(cursor, AT_EUID, 0);
    write_pair(cursor, AT_GID, 0);
    write_pair(cursor, AT_EGID, 0);
    write_pair(cursor, AT_SECURE, 0);
    write_pair(cursor, AT_RANDOM, random);
    write_pair(cursor, AT_EXECFN, path);
    write_pair(cursor, AT_PLATFORM, platform);
    write_pair(cursor, AT_NULL, 0);
}

#define AUXILIARY_PAIRS 18

int arguments_write(const struct arguments *arguments, struct address_space *space, const struct elf_image *image,
                    const char *path, uint32_t *esp) {
    static const char platform_name[] = "i686";
    static const uint8_t random_bytes[RANDOM_BYTES] = {0x52, 0x6f, 0x62, 0x69, 0x6e, 0x00, 0x01, 0x02,
                                                       0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a};
    /* From the top down: a NULL word, the path, the strings, the platform, the random bytes, the words. */
    uint32_t path_at = USER_STACK_TOP - sizeof(uint32_t) - (strlen(path) + 1);
    uint32_t strings_at = path_at - arguments->bytes;
    uint32_t platform_at = strings_at - sizeof platform_name;
    uint32_t random_at = (platform_at - RANDOM_BYTES) & ~15u;
    uint32_t words = 1 + arguments->argument_count + 1 + arguments->environment_count + 1 + 2 * AUXILIARY_PAIRS;
    *esp = (random_at - words * sizeof(uint32_t)) & ~15u; /* the ABI aligns the stack of a starting program */

    struct cursor cursor = {.space = space, .address = *esp};
    uint32_t offset = 0;
    write_word(&cursor, arguments->argument_count);
    write_pointers(&cursor, arguments, strings_at, arguments->argument_count, &offset);
    write_pointers(&cursor, arguments, strings_at, arguments->environment_count, &offset);
    write_auxiliary_vector(&cursor, image, random_at, platform_at, path_at);

    cursor.address = random_at;
    write_bytes(&cursor, random_bytes, sizeof random_bytes);
    cursor.address = platform_at;
    write_bytes(&cursor, platform_name, sizeof platform_name);
    cursor.address = strings_at;
    for (uint32_t at = 0; at < arguments->bytes; at += PAGE_BYTES) {
        uint32_t part = arguments->bytes - at < PAGE_BYTES ? arguments->bytes - at : PAGE_BYTES;
        write_bytes(&cursor, physical_to_virtual(arguments->pages[at / PAGE_BYTES]), part);
    }
    cursor.address = path_at;
    write_bytes(&cursor, path, strlen(path) + 1);
    return cursor.error;
}
