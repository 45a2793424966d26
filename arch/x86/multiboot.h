/* What the boot loader says about the machine, checked and copied. Multiboot Specification 0.6.96, section 3.3. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define MULTIBOOT_LOADER_MAGIC 0x2badb002u
#define MULTIBOOT_STRING_BYTES_MAX 4096
#define BOOT_MEMORY_RANGES 32

struct memory_range {
    uint32_t start, end; /* physical bytes [start, end) */
};

struct boot_information {
    char command_line[MULTIBOOT_STRING_BYTES_MAX];  /* without the kernel's file name, if the loader put it first */
    struct memory_range usable[BOOT_MEMORY_RANGES]; /* RAM below 4 GB, as the map has it */
    uint32_t usable_count;
    struct memory_range reserved[4]; /* not to be handed out: the information, the map, the module and its entry */
    uint32_t reserved_count;
    struct memory_range module; /* the first module; empty if there is none */
    const char *warning;        /* something was passed over, or NULL */
};

/* Reads the loader's information at physical address `information`. `read(address, bytes)` gives access to physical
 * memory, or NULL where there is none. Returns NULL, or one line that says what is wrong.
 * Accepts what loaders differ in: a memory map or only mem_upper; strings with or without a file name in front; a
 * module string that points nowhere. Context: boot. */
const char *multiboot_parse(uint32_t magic, uint32_t information, const void *(*read)(uint32_t address, uint32_t bytes),
                            struct boot_information *boot);
