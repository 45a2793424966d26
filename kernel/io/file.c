#include "kernel/io/file.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/file.h"
#include "kernel/io/file_tree.h"
#include "kernel/mm/heap.h"
#include <stddef.h>

static int32_t lowest_free_descriptor(const struct pcb *process) {
    for (int32_t descriptor = 0; descriptor < OPEN_FILES_MAX; descriptor++) {
        if (!process->files[descriptor]) {
            return descriptor;
        }
    }
    return -EMFILE;
}

/* May a node be opened like that? The tree is read-only; devices may be written. */
static int check_flags(const struct file_node *node, uint32_t flags) {
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    if ((flags & O_CREAT) && (flags & O_EXCL)) {
        return -EEXIST;
    }
    if ((flags & O_DIRECTORY) && !node->is_directory) {
        return -ENOTDIR;
    }
    if (node->is_directory && (writes || (flags & (O_CREAT | O_TRUNC)))) {
        return -EISDIR;
    }
    bool is_device = node->operations->write != NULL;
    return (writes || (flags & O_TRUNC)) && !is_device ? -EROFS : 0;
}

int32_t file_open(struct pcb *process, const char *path, uint32_t flags) {
    int error;
    const struct file_node *node = file_tree_find(path, &error);
    if (!node) {
        return error == -ENOENT && (flags & O_CREAT) ? -EROFS : error;
    }
    error = check_flags(node, flags);
    if (error != 0) {
        return error;
    }
    int32_t descriptor = lowest_free_descriptor(process);
    if (descriptor < 0) {
        return descriptor;
    }
    struct open_file *file = heap_allocate(sizeof *file);
    if (!file) {
        return -ENOMEM;
    }
    *file = (struct open_file){.references = 1, .flags = flags, .operations = node->operations, .node = node};
    process->files[descriptor] = file;
    return descriptor;
}

struct open_file *file_find(const struct pcb *process, int32_t descriptor) {
    return descriptor >= 0 && descriptor < OPEN_FILES_MAX ? process->files[descriptor] : NULL;
}

int file_close(struct pcb *process, int32_t descriptor) {
    struct open_file *file = file_find(process, descriptor);
    if (!file) {
        return -EBADF;
    }
    process->files[descriptor] = NULL;
    if (--file->references == 0) {
        heap_free(file);
    }
    return 0;
}

void files_share(struct pcb *child, const struct pcb *parent) {
    for (int32_t descriptor = 0; descriptor < OPEN_FILES_MAX; descriptor++) {
        child->files[descriptor] = parent->files[descriptor];
        if (child->files[descriptor]) {
            child->files[descriptor]->references++;
        }
    }
}

void files_close_all(struct pcb *process) {
    for (int32_t descriptor = 0; descriptor < OPEN_FILES_MAX; descriptor++) {
        if (process->files[descriptor]) {
            file_close(process, descriptor);
        }
    }
}

void files_close_on_exec(struct pcb *process) {
    for (int32_t descriptor = 0; descriptor < OPEN_FILES_MAX; descriptor++) {
        if (process->files[descriptor] && (process->files[descriptor]->flags & O_CLOEXEC)) {
            file_close(process, descriptor);
        }
    }
}
