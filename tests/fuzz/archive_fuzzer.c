/* Any bytes as a boot archive: refused with a reason and a place, or a tree whose files lie inside the archive (all of
 * their bytes are read). So that not every change ends at a checksum, those that a first byte asks for are made right.
 * Sources: kernel/io/archive.c tests/unit/host_file_tree.c */
#include "kernel/io/archive.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/host_file_tree.h"
#include <string.h>

enum { BLOCK = 512, CHECKSUM = 148, MAGIC = 257 };

static void seal(uint8_t *header) {
    uint32_t sum = 0;
    memset(header + CHECKSUM, ' ', 8);
    for (int i = 0; i < BLOCK; i++) {
        sum += header[i];
    }
    snprintf((char *)header + CHECKSUM, 8, "%06o", sum);
}

static uint64_t read_all(const struct file_node *node) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < node->size; i++) {
        sum += node->data[i];
    }
    for (const struct file_node *child = node->first_child; child; child = child->next_sibling) {
        expect(child->parent == node && (node->is_directory || node->first_child == NULL));
        sum += read_all(child);
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t bytes) {
    if (bytes == 0) {
        return 0;
    }
    bool is_sealed = *input++ % 2 == 1;
    uint8_t *archive = malloc(--bytes); /* of exactly this size: AddressSanitizer watches its end */
    memcpy(archive, input, bytes);
    for (size_t at = 0; is_sealed && at + BLOCK <= bytes; at += BLOCK) {
        if (memcmp(archive + at + MAGIC, "ustar", 5) == 0) {
            seal(archive + at);
        }
    }
    host_file_tree_start();
    uint32_t offset;
    int error;
    const char *reason = archive_read(archive, (uint32_t)bytes, &offset);
    expect(reason == NULL ? offset < bytes : offset <= bytes + BLOCK);
    volatile uint64_t sum = read_all(file_tree_find("/", &error));
    (void)sum;
    free(archive);
    return 0;
}
