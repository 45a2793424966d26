/* Open files: what a file descriptor refers to. An open file is shared by the descriptors that fork has copied,
 * position included. Context of all: process context. */
#pragma once
#include "kernel/mm/user_copy.h"
#include "kernel/proc/pcb.h"
#include <stdint.h>

struct file_node;
struct open_file;

/* What a kind of file can do. Each returns >= 0 or -E...; NULL: the kind cannot, and the system call says the usual. */
struct file_operations {
    int32_t (*read)(struct open_file *file, user_pointer to, uint32_t bytes);            /* may sleep */
    int32_t (*write)(struct open_file *file, user_pointer from, uint32_t bytes);         /* may sleep */
    int32_t (*seek)(struct open_file *file, int32_t offset, int32_t origin);             /* NULL: -ESPIPE */
    int32_t (*read_directory)(struct open_file *file, user_pointer to, uint32_t bytes);  /* NULL: -ENOTDIR */
    int32_t (*control)(struct open_file *file, uint32_t request, user_pointer argument); /* NULL: -ENOTTY */
};

struct open_file {
    uint32_t references;
    uint32_t flags; /* O_* */
    const struct file_operations *operations;
    const struct file_node *node;
    uint32_t position;
};

/* Opens `path` for `process`: the lowest free descriptor, or -ENOENT, -ENOTDIR, -EISDIR, -EEXIST, -EROFS, -EMFILE,
 * -ENOMEM. */
int32_t file_open(struct pcb *process, const char *path, uint32_t flags);

/* 0 or -EBADF. */
int file_close(struct pcb *process, int32_t descriptor);

/* The open file behind a descriptor, or NULL. */
struct open_file *file_find(const struct pcb *process, int32_t descriptor);

/* fork: the child's descriptors refer to the parent's open files. */
void files_share(struct pcb *child, const struct pcb *parent);

/* exit: closes all. */
void files_close_all(struct pcb *process);

/* execve: closes those that were opened with O_CLOEXEC. */
void files_close_on_exec(struct pcb *process);
