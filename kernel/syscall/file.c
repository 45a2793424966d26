#include "kernel/io/file.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/file.h"
#include "kernel/io/file_tree.h"
#include "kernel/sched/sched.h"
#include "kernel/syscall/dispatch.h"

int32_t sys_open(const struct trapframe *frame) {
    char path[PATH_BYTES];
    int length = copy_string_from_user(current->space, path, user_argument(frame->ebx), sizeof path);
    return length < 0 ? length : file_open(current, path, frame->ecx);
}

int32_t sys_close(const struct trapframe *frame) {
    return file_close(current, (int32_t)frame->ebx);
}

/* Was the file opened for reading (O_RDONLY) or for writing (O_WRONLY)? */
static bool may(const struct open_file *file, uint32_t access) {
    uint32_t mode = file->flags & O_ACCMODE;
    return mode == access || mode == O_RDWR;
}

/* read(2) and write(2) give their count as a signed number. */
static uint32_t clip(uint32_t bytes) {
    return bytes < INT32_MAX ? bytes : INT32_MAX;
}

int32_t sys_read(const struct trapframe *frame) {
    struct open_file *file = file_find(current, (int32_t)frame->ebx);
    if (!file || !may(file, O_RDONLY)) {
        return -EBADF;
    }
    return file->operations->read ? file->operations->read(file, user_argument(frame->ecx), clip(frame->edx)) : -EINVAL;
}

int32_t sys_write(const struct trapframe *frame) {
    struct open_file *file = file_find(current, (int32_t)frame->ebx);
    if (!file || !may(file, O_WRONLY)) {
        return -EBADF;
    }
    return file->operations->write ? file->operations->write(file, user_argument(frame->ecx), clip(frame->edx))
                                   : -EINVAL;
}

int32_t sys_lseek(const struct trapframe *frame) {
    struct open_file *file = file_find(current, (int32_t)frame->ebx);
    if (!file) {
        return -EBADF;
    }
    return file->operations->seek ? file->operations->seek(file, (int32_t)frame->ecx, (int32_t)frame->edx) : -ESPIPE;
}

int32_t sys_getdents64(const struct trapframe *frame) {
    struct open_file *file = file_find(current, (int32_t)frame->ebx);
    if (!file) {
        return -EBADF;
    }
    if (!file->operations->read_directory) {
        return -ENOTDIR;
    }
    return file->operations->read_directory(file, user_argument(frame->ecx), clip(frame->edx));
}

int32_t sys_ioctl(const struct trapframe *frame) {
    struct open_file *file = file_find(current, (int32_t)frame->ebx);
    if (!file) {
        return -EBADF;
    }
    return file->operations->control ? file->operations->control(file, frame->ecx, user_argument(frame->edx)) : -ENOTTY;
}
