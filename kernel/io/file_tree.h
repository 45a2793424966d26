/* The tree of file names: the boot archive's files, and the few that the kernel makes itself (/dev/console). It is
 * built at boot and never changes after. */
#pragma once
#include "kernel/io/file.h"
#include <stdbool.h>
#include <stdint.h>

#define FILE_NAME_BYTES 101 /* one part of a path, with its NUL: ustar allows 100 */
#define PATH_BYTES 256

struct file_node {
    struct file_node *parent, *first_child, *next_sibling;
    bool is_directory;
    const struct file_operations *operations;
    const uint8_t *data; /* a file of the archive */
    uint32_t size;
    uint32_t number; /* unique: the inode number */
    char name[];
};

/* Adds a file or directory; directories on the way are made. A path that exists already gets the new contents. The
 * node, or NULL with -ENOMEM, -ENOTDIR, -ENAMETOOLONG or (a part is "..") -EINVAL in *error. Context: boot. */
struct file_node *file_tree_add(const char *path, bool is_directory, const struct file_operations *operations,
                                int *error);

/* The node at `path`, from the root whether it starts with a slash or not; "." and ".." are understood. NULL with
 * -ENOENT or -ENOTDIR in *error. Context: any. */
const struct file_node *file_tree_find(const char *path, int *error);

uint32_t file_tree_count(void); /* files, without directories */

extern const struct file_operations directory_operations, regular_file_operations; /* archive_file.c */
