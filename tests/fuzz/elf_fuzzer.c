/* Any bytes as a program: refused with a reason, or an image that keeps what kernel/proc/elf.h promises.
 * Sources: kernel/proc/elf.c */
#include "kernel/proc/elf.h"
#include "arch/x86/layout.h"
#include "kernel/abi/errno.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *file, size_t bytes) {
    struct elf_image image;
    const char *reason = NULL;
    int result = elf_parse(file, (uint32_t)bytes, USER_START, USER_STACK_LIMIT, &image, &reason);
    if (result != 0) {
        expect(result == -ENOEXEC && reason != NULL);
        return 0;
    }
    expect(image.segment_count > 0 && image.segment_count <= ELF_SEGMENTS_MAX);
    uint64_t last_end = USER_START;
    bool entry_is_inside = false;
    for (uint32_t i = 0; i < image.segment_count; i++) {
        const struct elf_segment *segment = &image.segments[i];
        uint64_t end = (uint64_t)segment->address + segment->memory_bytes;
        expect(page_round_down(segment->address) >= last_end && end <= USER_STACK_LIMIT);
        expect(segment->file_bytes <= segment->memory_bytes);
        expect((uint64_t)segment->file_offset + segment->file_bytes <= bytes);
        entry_is_inside |= image.entry >= segment->address && image.entry < end;
        last_end = page_round_up((uint32_t)end);
    }
    expect(entry_is_inside && page_round_up(image.end) == last_end);
    return 0;
}
