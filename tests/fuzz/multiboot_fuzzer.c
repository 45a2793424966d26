/* Any bytes as what a boot loader leaves in memory: refused with a reason, or a machine whose module is in its RAM.
 * Sources: arch/x86/multiboot.c */
#include "arch/x86/multiboot.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

enum { MEMORY_START = 0x100000, READS_MAX = 20000 };

static const uint8_t *memory;
static size_t memory_bytes;
static void *copies[READS_MAX];
static size_t copy_count;

/* Every reader gets a copy of its own, so that AddressSanitizer sees whoever reads more than was asked for. */
static const void *read_memory(uint32_t address, uint32_t bytes) {
    if (address < MEMORY_START || address - MEMORY_START > memory_bytes ||
        bytes > memory_bytes - (address - MEMORY_START)) {
        return NULL;
    }
    expect(copy_count < READS_MAX); /* else it reads on and on */
    copies[copy_count] = malloc(bytes);
    return memcpy(copies[copy_count++], memory + (address - MEMORY_START), bytes);
}

static bool is_usable(const struct boot_information *boot, struct memory_range range) {
    for (uint32_t i = 0; i < boot->usable_count; i++) {
        if (range.start >= boot->usable[i].start && range.end <= boot->usable[i].end) {
            return true;
        }
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t bytes) {
    static struct boot_information boot;
    memory = input;
    memory_bytes = bytes;
    const char *reason = multiboot_parse(MULTIBOOT_LOADER_MAGIC, MEMORY_START, read_memory, &boot);
    if (reason == NULL) {
        expect(boot.usable_count > 0 && boot.usable_count <= BOOT_MEMORY_RANGES && boot.reserved_count <= 4);
        expect(memchr(boot.command_line, '\0', sizeof boot.command_line) != NULL);
        for (uint32_t i = 0; i < boot.usable_count; i++) {
            expect(boot.usable[i].start < boot.usable[i].end);
        }
        expect(boot.module.end == 0 || (boot.module.start < boot.module.end && is_usable(&boot, boot.module)));
    }
    while (copy_count > 0) {
        free(copies[--copy_count]);
    }
    return 0;
}
