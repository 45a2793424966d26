/* Files: open(2) flags, lseek(2) origins, getdents64(2) entries. */
#pragma once
#include <stdint.h>

#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_ACCMODE 3
#define O_CREAT 0100
#define O_EXCL 0200
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_DIRECTORY 0200000
#define O_CLOEXEC 02000000

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

#define DT_CHR 2
#define DT_DIR 4
#define DT_REG 8

struct linux_dirent64 {
    uint64_t d_ino;
    int64_t d_off;     /* position of the next entry, opaque */
    uint16_t d_reclen; /* bytes of this entry, a multiple of 8 */
    uint8_t d_type;    /* DT_* */
    char d_name[];     /* NUL-terminated */
} __attribute__((packed));
