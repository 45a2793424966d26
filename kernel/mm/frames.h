/* The frame allocator: 4 KB frames of RAM, each with a count of who uses it.
 *
 * A frame with count 0 is free, on one of two lists: that of frames of zeros, or that of all others. Copy-on-write and
 * shared memory raise the count above 1. Frames are named by physical address; frame 0 is never given out, so 0 means
 * "none". Nothing here sleeps, and only frame_allocate_zeroed touches a frame's contents. Context of all but
 * frames_init: process context or boot (never an interrupt handler). */
#pragma once
#include "arch/x86/layout.h"
#include "arch/x86/multiboot.h"
#include "kernel/lib/panic.h"
#include <stdint.h>

struct frame {
    int32_t references;
    struct frame *next_free;
};

extern struct frame *frames; /* indexed by physical address / PAGE_BYTES; for the functions here only */

/* Takes over all usable RAM below DIRECT_MAP_BYTES but `kernel` and what the loader reserved. Returns NULL, or one line
 * that says why not. Context: boot, once. */
const char *frames_init(const struct boot_information *boot, struct memory_range kernel);

/* A frame with count 1, its contents undefined, or 0 if memory is full. O(1). */
physical_address frame_allocate(void);

/* The same, cleared. */
physical_address frame_allocate_zeroed(void);

/* Gives back a frame with count 1 that holds only zeros, such as a page table without entries: the next who wants a
 * cleared one gets it as it is. */
void frame_release_zeroed(physical_address address);

/* Count 0: the frame goes back. Called by frame_release. */
void frame_free(struct frame *frame);

uint32_t frames_free(void);  /* free now */
uint32_t frames_total(void); /* free when frames_init ended */

static inline struct frame *frame_at(physical_address address) {
    return &frames[address / PAGE_BYTES];
}

static inline int32_t frame_references(physical_address address) {
    return frame_at(address)->references;
}

/* One more user of a frame that is in use. (If it is free, that is found out when it is allocated.) */
static inline void frame_share(physical_address address) {
    frame_at(address)->references++;
}

/* One user less; the last one frees the frame. */
static inline void frame_release(physical_address address) {
    struct frame *frame = frame_at(address);
    frame->references--;
    assert(frame->references >= 0);
    if (frame->references == 0) {
        frame_free(frame);
    }
}
