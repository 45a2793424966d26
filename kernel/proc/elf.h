/* ELF executables: the checks, apart from memory. System V ABI, "Object Files", with the Intel 386 supplement. */
#pragma once
#include <stdint.h>

#define ELF_SEGMENTS_MAX 16

/* A piece of the file that is to be in memory. */
struct elf_segment {
    uint32_t address; /* where; any alignment */
    uint32_t memory_bytes;
    uint32_t file_offset; /* from where in the file ... */
    uint32_t file_bytes;  /* ... and how much; the rest is zero */
    uint8_t protection;   /* PROT_* */
};

struct elf_image {
    uint32_t entry;           /* the first instruction */
    uint32_t headers_address; /* where the program headers are in memory, or 0; for the auxiliary vector */
    uint32_t header_bytes, header_count;
    uint32_t end; /* the highest address used */
    uint32_t segment_count;
    struct elf_segment segments[ELF_SEGMENTS_MAX]; /* ascending, no two on one page, all in [user_start, user_end) */
};

/* Reads the headers of a static i386 executable. 0; or -ENOEXEC, and *reason says why. Context: any. */
int elf_parse(const uint8_t *file, uint32_t bytes, uint32_t user_start, uint32_t user_end, struct elf_image *image,
              const char **reason);
