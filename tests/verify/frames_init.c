/* Setting up the frame allocator on every memory map of a small machine: one range of RAM that begins and ends
 * anywhere, and a reserved range as long as a frame anywhere, in one frame or across two (kernel/mm/frames.c,
 * unchanged). Proved: no undefined operation, no assert that fails; what it gives out afterwards is exactly the frames
 * that are RAM as a whole and of which nothing is reserved, each once. */
#include "kernel/mm/frames.h"
#include "tests/verify/any.h"
#include <stddef.h>

enum { FRAMES = 6 };

static struct boot_information boot;
static const struct memory_range kernel = {PAGE_BYTES, 2 * PAGE_BYTES};
static bool is_given[FRAMES];

/* An address up to the end of the last frame. Eva looks at each frame's start alone, at the rest of a frame as one. */
static uint32_t any_address(void) {
    uint32_t frame = (uint32_t)any(0, FRAMES - 1), offset = (uint32_t)any(0, PAGE_BYTES - 1);
    //@ split frame;
    //@ split offset == 0;
    return frame * PAGE_BYTES + offset;
}

static bool touches(uint32_t frame, struct memory_range range) {
    return range.start < frame + PAGE_BYTES && frame < range.end;
}

static bool may_be_given(uint32_t frame) {
    struct memory_range ram = boot.usable[0];
    struct memory_range table = {virtual_to_physical(frames), virtual_to_physical(frames) + FRAMES * sizeof *frames};
    return frame != 0 && frame >= ram.start && frame + PAGE_BYTES <= ram.end && !touches(frame, boot.reserved[0]) &&
           !touches(frame, kernel) && !touches(frame, table);
}

int main(void) {
    struct memory_range ram = {any_address(), any_address()};
    if (ram.start > ram.end) {
        return 0;
    }
    uint32_t start = any_address();
    boot.usable[boot.usable_count++] = ram;
    boot.reserved[boot.reserved_count++] = (struct memory_range){start, start + PAGE_BYTES};
    if (frames_init(&boot, kernel) != NULL) {
        return 0; /* no room for the table */
    }
    physical_address address;
    while ((address = frame_allocate()) != 0) {
        assert(address % PAGE_BYTES == 0 && address / PAGE_BYTES < FRAMES);
        assert(!is_given[address / PAGE_BYTES]);
        is_given[address / PAGE_BYTES] = true;
    }
    for (uint32_t frame = 0; frame < FRAMES; frame++) {
        assert(is_given[frame] == may_be_given(frame * PAGE_BYTES));
    }
    return 0;
}
