#include "kernel/proc/elf.h"
#include "arch/x86/layout.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/memory.h"
#include "kernel/lib/string.h"
#include <stdbool.h>
#include <stddef.h>

struct elf_header {
    uint8_t magic[4];
    uint8_t class, data, version, padding[9];
    uint16_t type, machine;
    uint32_t file_version, entry, program_headers, section_headers, flags;
    uint16_t header_bytes, program_header_bytes, program_header_count;
    uint16_t section_header_bytes, section_header_count, section_names;
};

struct program_header {
    uint32_t type, offset, address, physical_address, file_bytes, memory_bytes, flags, alignment;
};

#define CLASS_32 1
#define DATA_LITTLE_ENDIAN 1
#define TYPE_EXECUTABLE 2
#define MACHINE_386 3

#define SEGMENT_LOAD 1
#define SEGMENT_INTERPRETER 3

#define FLAG_EXECUTE 1
#define FLAG_WRITE 2
#define FLAG_READ 4

static int refuse(const char **reason, const char *why) {
    *reason = why;
    return -ENOEXEC;
}

static uint8_t protection_of(uint32_t flags) {
    return (flags & FLAG_READ ? PROT_READ : 0) | (flags & FLAG_WRITE ? PROT_WRITE : 0) |
           (flags & FLAG_EXECUTE ? PROT_EXEC : 0);
}

static const char *check_header(const struct elf_header *header, uint32_t bytes) {
    if (bytes < sizeof *header || memcmp(header->magic, "\177ELF", 4) != 0) {
        return "not an ELF file";
    }
    if (header->class != CLASS_32 || header->data != DATA_LITTLE_ENDIAN || header->machine != MACHINE_386) {
        return "not for a 32-bit x86";
    }
    if (header->type != TYPE_EXECUTABLE) {
        return "not a static executable at a fixed address";
    }
    if (header->program_header_bytes != sizeof(struct program_header) || header->program_header_count == 0) {
        return "no usable program headers";
    }
    uint32_t table_bytes = header->program_header_count * (uint32_t)sizeof(struct program_header);
    if (header->program_headers > bytes || table_bytes > bytes - header->program_headers) {
        return "program headers outside the file";
    }
    return NULL;
}

static const char *check_segment(const struct program_header *segment, uint32_t bytes, uint32_t user_start,
                                 uint32_t user_end, uint32_t previous_end) {
    if (segment->offset > bytes || segment->file_bytes > bytes - segment->offset) {
        return "a segment outside the file";
    }
    if (segment->memory_bytes < segment->file_bytes) {
        return "a segment larger in the file than in memory";
    }
    if (segment->address < user_start || segment->address > user_end ||
        segment->memory_bytes > user_end - segment->address) {
        return "a segment outside user memory";
    }
    if (page_round_down(segment->address) < page_round_up(previous_end)) {
        return "segments that descend, overlap or share a page";
    }
    return NULL;
}

int elf_parse(const uint8_t *file, uint32_t bytes, uint32_t user_start, uint32_t user_end, struct elf_image *image,
              const char **reason) {
    memset(image, 0, sizeof *image);
    struct elf_header header = {0};
    memcpy(&header, file, bytes < sizeof header ? bytes : sizeof header);
    const char *fault = check_header(&header, bytes);
    if (fault) {
        return refuse(reason, fault);
    }
    image->entry = header.entry;
    image->header_bytes = header.program_header_bytes;
    image->header_count = header.program_header_count;

    bool entry_is_inside = false;
    for (uint32_t i = 0; i < header.program_header_count; i++) {
        struct program_header segment;
        memcpy(&segment, file + header.program_headers + i * sizeof segment, sizeof segment);
        if (segment.type == SEGMENT_INTERPRETER) {
            return refuse(reason, "dynamically linked");
        }
        if (segment.type != SEGMENT_LOAD || segment.memory_bytes == 0) {
            continue;
        }
        fault = check_segment(&segment, bytes, user_start, user_end, image->end);
        if (fault) {
            return refuse(reason, fault);
        }
        if (image->segment_count == ELF_SEGMENTS_MAX) {
            return refuse(reason, "too many segments");
        }
        image->segments[image->segment_count++] = (struct elf_segment){
            .address = segment.address,
            .memory_bytes = segment.memory_bytes,
            .file_offset = segment.offset,
            .file_bytes = segment.file_bytes,
            .protection = protection_of(segment.flags),
        };
        image->end = segment.address + segment.memory_bytes;
        entry_is_inside |= header.entry >= segment.address && header.entry < image->end;
        if (header.program_headers >= segment.offset && header.program_headers < segment.offset + segment.file_bytes) {
            image->headers_address = segment.address + (header.program_headers - segment.offset);
        }
    }
    return entry_is_inside ? 0 : refuse(reason, "an entry point outside its segments");
}
