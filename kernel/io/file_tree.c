#include "kernel/io/file_tree.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/string.h"
#include "kernel/mm/heap.h"
#include <stddef.h>

static struct file_node root = {
    .parent = &root,
    .is_directory = true,
    .operations = &directory_operations,
    .number = 1,
    .name = "", /* a flexible member has no byte unless it is given one */
};
static uint32_t last_number = 1;
static uint32_t file_count;

/* The next part of a path: its length, with *path moved to its start. 0 at the end. */
static size_t next_part(const char **path) {
    while (**path == '/') {
        (*path)++;
    }
    size_t length = 0;
    while ((*path)[length] != '\0' && (*path)[length] != '/') {
        length++;
    }
    return length;
}

static struct file_node *child_named(const struct file_node *directory, const char *name, size_t length) {
    struct file_node *child = directory->first_child;
    while (child && !(strncmp(child->name, name, length) == 0 && child->name[length] == '\0')) {
        child = child->next_sibling;
    }
    return child;
}

static struct file_node *add_child(struct file_node *directory, const char *name, size_t length, bool is_directory) {
    struct file_node *child = heap_allocate(sizeof *child + length + 1);
    if (!child) {
        return NULL;
    }
    memcpy(child->name, name, length); /* the rest is zero */
    child->parent = directory;
    child->is_directory = is_directory;
    child->operations = &directory_operations;
    child->number = ++last_number;
    file_count += !is_directory;
    struct file_node **end = &directory->first_child;
    while (*end) {
        end = &(*end)->next_sibling;
    }
    *end = child;
    return child;
}

struct file_node *file_tree_add(const char *path, bool is_directory, const struct file_operations *operations,
                                int *error) {
    struct file_node *node = &root;
    size_t length;
    for (; (length = next_part(&path)) > 0; path += length) {
        if (length == 1 && path[0] == '.') {
            continue;
        }
        if (length == 2 && path[0] == '.' && path[1] == '.') {
            *error = -EINVAL; /* such a name would never be found again */
            return NULL;
        }
        if (length >= FILE_NAME_BYTES) {
            *error = -ENAMETOOLONG;
            return NULL;
        }
        if (!node->is_directory) {
            *error = -ENOTDIR;
            return NULL;
        }
        const char *rest = path + length;
        bool is_last = next_part(&rest) == 0;
        struct file_node *child = child_named(node, path, length);
        if (!child) {
            child = add_child(node, path, length, is_last ? is_directory : true);
        }
        if (!child) {
            *error = -ENOMEM;
            return NULL;
        }
        node = child;
    }
    if (node->is_directory != is_directory) {
        *error = -ENOTDIR;
        return NULL;
    }
    node->operations = operations;
    return node;
}

const struct file_node *file_tree_find(const char *path, int *error) {
    const struct file_node *node = &root;
    size_t length;
    if (*path == '\0') {
        *error = -ENOENT;
        return NULL;
    }
    for (; (length = next_part(&path)) > 0; path += length) {
        if (!node->is_directory) {
            *error = -ENOTDIR;
            return NULL;
        }
        if (length == 1 && path[0] == '.') {
            continue;
        }
        if (length == 2 && path[0] == '.' && path[1] == '.') {
            node = node->parent;
            continue;
        }
        node = child_named(node, path, length);
        if (!node) {
            *error = -ENOENT;
            return NULL;
        }
    }
    if (path[-1] == '/' && !node->is_directory) {
        *error = -ENOTDIR; /* "file/" */
        return NULL;
    }
    return node;
}

uint32_t file_tree_count(void) {
    return file_count;
}
