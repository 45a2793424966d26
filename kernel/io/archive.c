#include "kernel/io/archive.h"
#include "kernel/abi/errno.h"
#include "kernel/io/file_tree.h"
#include "kernel/lib/string.h"
#include <stddef.h>

#define BLOCK_BYTES 512

/* All numbers are octal text. */
struct header {
    char name[100];
    char mode[8], user[8], group[8];
    char size[12];
    char modified[12];
    char checksum[8];
    char type;
    char link_name[100];
    char magic[6], version[2];
    char user_name[32], group_name[32];
    char device_major[8], device_minor[8];
    char prefix[155];
    char padding[12];
};

_Static_assert(sizeof(struct header) == BLOCK_BYTES, "a header is one block");

#define TYPE_FILE '0'
#define TYPE_FILE_OLD '\0'
#define TYPE_DIRECTORY '5'

/* False if it is no octal number, or one that does not fit. */
static bool octal(const char *text, size_t length, uint32_t *value) {
    size_t i = 0;
    *value = 0;
    while (i < length && text[i] == ' ') {
        i++;
    }
    size_t digits = 0;
    for (; i < length && text[i] >= '0' && text[i] <= '7'; i++, digits++) {
        if (*value >> 29 != 0) {
            return false;
        }
        *value = *value << 3 | (uint32_t)(text[i] - '0');
    }
    return digits > 0 && (i == length || text[i] == ' ' || text[i] == '\0');
}

/* The sum of the header's bytes, with spaces in place of the checksum itself. */
static uint32_t checksum_of(const struct header *header) {
    const uint8_t *bytes = (const uint8_t *)header;
    uint32_t sum = 0;
    for (size_t i = 0; i < BLOCK_BYTES; i++) {
        bool is_checksum = i >= offsetof(struct header, checksum) && i < offsetof(struct header, type);
        sum += is_checksum ? ' ' : bytes[i];
    }
    return sum;
}

static bool is_zero_block(const uint8_t *block) {
    for (size_t i = 0; i < BLOCK_BYTES; i++) {
        if (block[i] != 0) {
            return false;
        }
    }
    return true;
}

/* A field need not end with a NUL when it is full. */
static size_t append(char *to, size_t at, const char *field, size_t field_bytes) {
    for (size_t i = 0; i < field_bytes && field[i] != '\0'; i++) {
        to[at++] = field[i];
    }
    to[at] = '\0';
    return at;
}

static void path_of(const struct header *header, char *path) {
    size_t length = append(path, 0, header->prefix, sizeof header->prefix);
    if (length > 0) {
        path[length++] = '/';
    }
    append(path, length, header->name, sizeof header->name);
}

static const char *add_entry(const struct header *header, const uint8_t *data, uint32_t size) {
    if (header->type != TYPE_FILE && header->type != TYPE_FILE_OLD && header->type != TYPE_DIRECTORY) {
        return "an entry is neither a file nor a directory";
    }
    char path[sizeof header->prefix + 1 + sizeof header->name + 1];
    path_of(header, path);
    bool is_directory = header->type == TYPE_DIRECTORY;
    int error;
    struct file_node *node =
        file_tree_add(path, is_directory, is_directory ? &directory_operations : &regular_file_operations, &error);
    if (!node) {
        return error == -ENOMEM ? "too little memory for the file tree" : "an entry's name is no path";
    }
    if (!is_directory) {
        node->data = data;
        node->size = size;
    }
    return NULL;
}

const char *archive_read(const uint8_t *archive, uint32_t bytes, uint32_t *offset) {
    for (*offset = 0; *offset < bytes;) {
        if (bytes - *offset < BLOCK_BYTES) {
            return "it ends within a header";
        }
        const struct header *header = (const struct header *)(archive + *offset);
        if (is_zero_block(archive + *offset)) {
            return *offset > 0 ? NULL : "it is empty";
        }
        uint32_t checksum, size;
        if (memcmp(header->magic, "ustar", 5) != 0) {
            return "a header is not ustar's";
        }
        if (!octal(header->checksum, sizeof header->checksum, &checksum) || checksum != checksum_of(header)) {
            return "a header's checksum is wrong";
        }
        if (!octal(header->size, sizeof header->size, &size)) {
            return "a header's size is no number";
        }
        uint32_t data_offset = *offset + BLOCK_BYTES;
        if (size > bytes - data_offset) {
            return "it ends within a file";
        }
        const char *error = add_entry(header, archive + data_offset, size);
        if (error) {
            return error;
        }
        *offset = data_offset + (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }
    return bytes > 0 ? "it has no end mark" : "it is empty";
}
