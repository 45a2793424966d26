/* Every way to use the frame allocator with three frames, each with up to two users (kernel/mm/frames.c, unchanged).
 * Proved: no undefined operation, no assert that fails, no frame given twice, none lost, none given that is not RAM or
 * that is reserved; one that is said to hold zeros does; and the number told to be free is the number that is. */
#include "kernel/mm/frames.h"
#include "tests/verify/any.h"
#include <stddef.h>

enum { FIRST = 3, END = 6, USERS_MAX = 2 }; /* frame 0 is never given out, 1 is the kernel, 2 the frames' own table */

/* The model: how many use each frame. */
static int32_t users[END] = {1, 1, 1};

static uint32_t free_frames(void) {
    uint32_t free = 0;
    for (int number = FIRST; number < END; number++) {
        free += users[number] == 0;
    }
    return free;
}

static void compare(void) {
    assert(frames_total() == END - FIRST);
    assert(frames_free() == free_frames());
    for (int number = FIRST; number < END; number++) {
        assert(frame_references((uint32_t)number * PAGE_BYTES) == users[number]);
    }
}

static void allocate(bool zeroed) {
    physical_address address = zeroed ? frame_allocate_zeroed() : frame_allocate();
    if (address == 0) {
        assert(free_frames() == 0);
        return;
    }
    assert(address % PAGE_BYTES == 0 && address / PAGE_BYTES < END);
    assert(users[address / PAGE_BYTES] == 0);
    users[address / PAGE_BYTES] = 1;
    char *content = physical_to_virtual(address);
    assert(!zeroed || *content == 0);
    *content = !zeroed;
}

static void operate(int operation, int number) {
    physical_address address = (uint32_t)number * PAGE_BYTES;
    if (operation <= 1) {
        allocate(operation == 1);
    } else if (operation == 2 && users[number] > 0 && users[number] < USERS_MAX) {
        frame_share(address);
        users[number]++;
    } else if (operation == 3 && users[number] > 0) {
        frame_release(address);
        users[number]--;
    } else if (operation == 4 && users[number] == 1) {
        *(char *)physical_to_virtual(address) = 0;
        frame_release_zeroed(address);
        users[number] = 0;
    }
}

int main(void) {
    static const struct boot_information boot = {.usable = {{0, END * PAGE_BYTES}}, .usable_count = 1};
    assert(frames_init(&boot, (struct memory_range){PAGE_BYTES, 2 * PAGE_BYTES}) == NULL);
    compare();
    while (any(0, 1)) {
        int operation = any(0, 4), number = any(FIRST, END - 1);
        //@ split operation;
        //@ split number;
        operate(operation, number);
        compare();
        operation = number = 0; /* forget them: Eva then sees which states are the same */
    }
    return 0;
}
