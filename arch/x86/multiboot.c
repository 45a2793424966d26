/* Every address and length here comes from outside, so each is checked against the memory map before it is followed. */
#include "arch/x86/multiboot.h"
#include "kernel/lib/string.h"
#include <stddef.h>

#define HAS_MEMORY 0x001
#define HAS_COMMAND_LINE 0x004
#define HAS_MODULES 0x008
#define HAS_MEMORY_MAP 0x040

#define MEMORY_USABLE 1
#define UPPER_MEMORY_START 0x100000u

struct information {
    uint32_t flags;
    uint32_t mem_lower, mem_upper; /* KB below 1 MB, KB from 1 MB on */
    uint32_t boot_device;
    uint32_t command_line;
    uint32_t module_count, modules;
    uint32_t symbols[4];
    uint32_t map_bytes, map;
};

struct module {
    uint32_t start, end, string, reserved;
};

struct map_entry {
    uint32_t size; /* of what follows: the next entry is at + size + 4 */
    uint32_t address_low, address_high;
    uint32_t length_low, length_high;
    uint32_t type;
};

static void add_usable(struct boot_information *boot, uint64_t start, uint64_t end) {
    if (end > UINT32_MAX) {
        end = UINT32_MAX & ~0xfffu;
    }
    if (start < end && boot->usable_count < BOOT_MEMORY_RANGES) {
        boot->usable[boot->usable_count++] = (struct memory_range){(uint32_t)start, (uint32_t)end};
    }
}

static void add_reserved(struct boot_information *boot, uint32_t start, uint32_t bytes) {
    boot->reserved[boot->reserved_count++] = (struct memory_range){start, start + bytes};
}

static bool is_ram(const struct boot_information *boot, uint32_t start, uint32_t bytes) {
    for (uint32_t i = 0; i < boot->usable_count; i++) {
        if (start >= boot->usable[i].start && start < boot->usable[i].end && bytes <= boot->usable[i].end - start) {
            return true;
        }
    }
    return false;
}

static bool read_memory_map(struct boot_information *boot, const struct information *information,
                            const void *(*read)(uint32_t, uint32_t)) {
    uint32_t offset = 0;
    while (information->map_bytes - offset >= sizeof(struct map_entry)) {
        const struct map_entry *entry = read(information->map + offset, sizeof *entry);
        if (!entry || entry->size < sizeof *entry - sizeof entry->size ||
            entry->size > information->map_bytes - offset - sizeof entry->size) {
            return false;
        }
        if (entry->type == MEMORY_USABLE) {
            uint64_t start = (uint64_t)entry->address_high << 32 | entry->address_low;
            add_usable(boot, start, start + ((uint64_t)entry->length_high << 32 | entry->length_low));
        }
        offset += entry->size + sizeof entry->size;
    }
    return true;
}

/* Copies the command line, and leaves out a first word that is the kernel's file name: QEMU puts it there, GRUB does
 * not. A file name has no '=', an option has; arguments for init come after a "--". */
static bool copy_command_line(struct boot_information *boot, uint32_t address,
                              const void *(*read)(uint32_t, uint32_t)) {
    uint32_t length = 0;
    for (;; length++) {
        if (length == MULTIBOOT_STRING_BYTES_MAX || !is_ram(boot, address + length, 1)) {
            return false;
        }
        const char *c = read(address + length, 1);
        if (!c) {
            return false;
        }
        boot->command_line[length] = *c;
        if (*c == '\0') {
            break;
        }
    }
    char *line = boot->command_line;
    size_t word = 0;
    while (line[word] != '\0' && line[word] != ' ') {
        if (line[word] == '=') {
            return true;
        }
        word++;
    }
    if (word == 2 && line[0] == '-' && line[1] == '-') {
        return true;
    }
    memmove(line, line + word, length - word + 1);
    return true;
}

const char *multiboot_parse(uint32_t magic, uint32_t address, const void *(*read)(uint32_t address, uint32_t bytes),
                            struct boot_information *boot) {
    memset(boot, 0, sizeof *boot);
    if (magic != MULTIBOOT_LOADER_MAGIC) {
        return "not started by a multiboot loader";
    }
    const struct information *information = read(address, sizeof *information);
    if (!information) {
        return "the loader's information lies outside memory";
    }
    add_reserved(boot, address, sizeof *information);

    if ((information->flags & HAS_MEMORY_MAP) && information->map_bytes > 0) {
        if (!read_memory_map(boot, information, read)) {
            return "the loader's memory map is damaged";
        }
        add_reserved(boot, information->map, information->map_bytes);
    } else if (information->flags & HAS_MEMORY) {
        add_usable(boot, UPPER_MEMORY_START, UPPER_MEMORY_START + (uint64_t)information->mem_upper * 1024);
        add_usable(boot, 0, (uint64_t)information->mem_lower * 1024);
    }
    if (boot->usable_count == 0) {
        return "the loader gives no memory map";
    }

    if ((information->flags & HAS_COMMAND_LINE) && !copy_command_line(boot, information->command_line, read)) {
        boot->command_line[0] = '\0';
        boot->warning = "the loader's command line lies outside memory or does not end: ignored";
    }

    if ((information->flags & HAS_MODULES) && information->module_count > 0) {
        const struct module *module = read(information->modules, sizeof *module);
        if (!module || module->end <= module->start || !is_ram(boot, module->start, module->end - module->start)) {
            return "the boot module lies outside memory";
        }
        boot->module = (struct memory_range){module->start, module->end};
        add_reserved(boot, information->modules, sizeof *module);
        add_reserved(boot, module->start, module->end - module->start);
    }
    return NULL;
}
