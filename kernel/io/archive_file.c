/* Reading the files and directories of the archive. */
#include "kernel/abi/errno.h"
#include "kernel/abi/file.h"
#include "kernel/io/file_tree.h"
#include "kernel/lib/string.h"
#include "kernel/sched/sched.h"
#include <stddef.h>

static int32_t read_file(struct open_file *file, user_pointer to, uint32_t bytes) {
    if (file->position >= file->node->size) {
        return 0;
    }
    uint32_t left = file->node->size - file->position;
    uint32_t count = bytes < left ? bytes : left;
    int32_t copied = copy_to_user_partly(current->space, to, file->node->data + file->position, count);
    file->position += copied > 0 ? (uint32_t)copied : 0;
    return copied;
}

static int32_t read_directory_as_file(struct open_file *file, user_pointer to, uint32_t bytes) {
    (void)file, (void)to, (void)bytes;
    return -EISDIR;
}

static int32_t seek(struct open_file *file, int32_t offset, int32_t origin) {
    int64_t base;
    switch (origin) {
    case SEEK_SET:
        base = 0;
        break;
    case SEEK_CUR:
        base = file->position;
        break;
    case SEEK_END:
        base = file->node->size;
        break;
    default:
        return -EINVAL;
    }
    int64_t position = base + offset;
    if (position < 0) {
        return -EINVAL;
    }
    if (position > INT32_MAX) {
        return -EOVERFLOW;
    }
    file->position = (uint32_t)position;
    return file->position;
}

/* Entry number `index` of a directory: first "." and "..", then its children in order. */
static const struct file_node *entry_at(const struct file_node *directory, uint32_t index, const char **name) {
    if (index < 2) {
        *name = index == 0 ? "." : "..";
        return index == 0 ? directory : directory->parent;
    }
    const struct file_node *child = directory->first_child;
    for (uint32_t i = 2; child && i < index; i++) {
        child = child->next_sibling;
    }
    *name = child ? child->name : NULL;
    return child;
}

static uint8_t type_of(const struct file_node *node) {
    return node->is_directory ? DT_DIR : node->operations == &regular_file_operations ? DT_REG : DT_CHR;
}

static int32_t read_directory(struct open_file *file, user_pointer to, uint32_t bytes) {
    uint32_t used = 0;
    const char *name;
    const struct file_node *node;
    while ((node = entry_at(file->node, file->position, &name))) {
        uint8_t buffer[sizeof(struct linux_dirent64) + FILE_NAME_BYTES + 8] = {0};
        struct linux_dirent64 *entry = (struct linux_dirent64 *)buffer;
        uint32_t length = (sizeof *entry + strlen(name) + 1 + 7) & ~7u;
        if (length > bytes - used) {
            return used > 0 ? (int32_t)used : -EINVAL;
        }
        entry->d_ino = node->number;
        entry->d_off = file->position + 1;
        entry->d_reclen = (uint16_t)length;
        entry->d_type = type_of(node);
        string_copy(entry->d_name, name, FILE_NAME_BYTES);
        int error = copy_to_user(current->space, user_pointer_add(to, used), entry, length);
        if (error != 0) {
            return used > 0 ? (int32_t)used : error;
        }
        used += length;
        file->position++;
    }
    return (int32_t)used;
}

const struct file_operations regular_file_operations = {.read = read_file, .seek = seek};

const struct file_operations directory_operations = {
    .read = read_directory_as_file,
    .seek = seek,
    .read_directory = read_directory,
};
