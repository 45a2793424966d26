/* Owns every frame of RAM.
 *   1. A frame is on one of the two free lists <=> its count is 0 and it was RAM at boot.
 *   2. Reserved frames (kernel, boot module, this array, holes of the memory map) keep their count for ever. */
#include "kernel/mm/frames.h"
#include "kernel/lib/fail.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include <stdbool.h>
#include <stddef.h>

/* Counts that frames have while frames_init sorts them. */
#define NOT_YET_FREE 1
#define RESERVED 2

struct frame *frames;
static struct frame *free_list;
static struct frame *zeroed_list; /* those that are free and known to hold only zeros */
static uint32_t free_count, total_count;

static struct memory_range page_range(struct memory_range range) {
    return (struct memory_range){page_round_down(range.start), page_round_up(range.end)};
}

static bool overlaps(struct memory_range a, struct memory_range b) {
    return a.start < b.end && b.start < a.end;
}

/* A place for the frame array: right after something that is reserved, where RAM goes on. */
static uint32_t find_room(const struct boot_information *boot, const struct memory_range *reserved, uint32_t count,
                          uint32_t bytes) {
    for (uint32_t i = 0; i < count; i++) {
        struct memory_range place = {reserved[i].end, reserved[i].end + bytes};
        bool in_ram = false, taken = place.end < place.start || place.end > DIRECT_MAP_BYTES;
        for (uint32_t j = 0; j < boot->usable_count; j++) {
            in_ram |= place.start >= boot->usable[j].start && place.end <= boot->usable[j].end;
        }
        for (uint32_t j = 0; j < count; j++) {
            taken |= overlaps(place, reserved[j]);
        }
        if (in_ram && !taken) {
            return place.start;
        }
    }
    return 0;
}

const char *frames_init(const struct boot_information *boot, struct memory_range kernel) {
    struct memory_range reserved[2 + sizeof boot->reserved / sizeof *boot->reserved];
    uint32_t count = 0;
    reserved[count++] = page_range(kernel);
    for (uint32_t i = 0; i < boot->reserved_count; i++) {
        reserved[count++] = page_range(boot->reserved[i]);
    }

    uint32_t memory_end = 0;
    for (uint32_t i = 0; i < boot->usable_count; i++) {
        uint32_t end = boot->usable[i].end < DIRECT_MAP_BYTES ? boot->usable[i].end : DIRECT_MAP_BYTES;
        if (boot->usable[i].start < end && end > memory_end) {
            memory_end = end;
        }
    }
    uint32_t frame_count = memory_end / PAGE_BYTES;
    uint32_t array_bytes = page_round_up(frame_count * sizeof(struct frame));
    uint32_t array = find_room(boot, reserved, count, array_bytes);
    if (array == 0) {
        return "too little memory for the frame table";
    }
    reserved[count++] = (struct memory_range){array, array + array_bytes};
    frames = physical_to_virtual(array);
    for (uint32_t i = 0; i < frame_count; i++) {
        frames[i] = (struct frame){.references = NOT_YET_FREE};
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t number = reserved[i].start / PAGE_BYTES;
             number < reserved[i].end / PAGE_BYTES && number < frame_count; number++) {
            frames[number].references = RESERVED;
        }
    }
    frames[0].references = RESERVED;

    /* From the top down, so that the lowest addresses are given out first. The map may name a frame twice. */
    for (uint32_t i = boot->usable_count; i-- > 0;) {
        uint32_t first = page_round_up(boot->usable[i].start) / PAGE_BYTES;
        uint32_t end = boot->usable[i].end / PAGE_BYTES;
        for (uint32_t number = end < frame_count ? end : frame_count; number-- > first;) {
            if (frames[number].references == NOT_YET_FREE) {
                frames[number].references = 0;
                frame_free(&frames[number]);
            }
        }
    }
    total_count = free_count;
    return NULL;
}

static physical_address take(struct frame **list) {
    struct frame *frame = *list;
    if (!frame || fail_now()) {
        return 0;
    }
    assert(frame->references == 0);
    *list = frame->next_free;
    free_count--;
    frame->references = 1;
    return (uint32_t)(frame - frames) * PAGE_BYTES;
}

static void give_back(struct frame **list, struct frame *frame) {
    assert(frame->references == 0);
    frame->next_free = *list;
    *list = frame;
    free_count++;
}

physical_address frame_allocate(void) {
    return take(free_list ? &free_list : &zeroed_list);
}

physical_address frame_allocate_zeroed(void) {
    if (zeroed_list) {
        return take(&zeroed_list);
    }
    physical_address address = frame_allocate();
    if (address != 0) {
        memset(physical_to_virtual(address), 0, PAGE_BYTES);
    }
    return address;
}

void frame_free(struct frame *frame) {
    give_back(&free_list, frame);
}

void frame_release_zeroed(physical_address address) {
    assert(frame_references(address) == 1);
    frame_at(address)->references = 0;
    give_back(&zeroed_list, frame_at(address));
}

uint32_t frames_free(void) {
    return free_count;
}

uint32_t frames_total(void) {
    return total_count;
}
