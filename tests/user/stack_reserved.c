/* The 8 MB below the stack's top stay the stack's: mmap gives nobody a place there, not even when memory is full or
 * when a program has put a page of its own there.
 *
 * Properties: I110
 * Boot: memory=16
 *
 * Robin only: Linux has its stack and its mappings elsewhere */
#include <stdint.h>

#include "tests/user/child.h"

#define PAGE_BYTES 4096
#define STACK_TOP 0xc0000000u
#define STACK_LIMIT (STACK_TOP - 0x800000u)
#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)

/* Takes all addresses that mmap gives away, in pieces as large as possible. None of it is touched. */
static void take_all_addresses(void) {
    uint64_t total = 0;
    for (size_t bytes = 0x80000000u; bytes >= PAGE_BYTES; bytes /= 2) {
        char *piece;
        while ((piece = mmap(NULL, bytes, PROT_READ | PROT_WRITE, ANONYMOUS, -1, 0)) != MAP_FAILED) {
            uintptr_t start = (uintptr_t)piece;
            REQUIRE(start + bytes <= STACK_LIMIT, "mmap gave %#x to %#x away", start, start + bytes);
            total += bytes;
        }
    }
    CHECK(total > 0x40000000u, "mmap gave only %u KB", (unsigned)(total >> 10));
}

/* Touches the stack page by page, down to `lowest`. */
static void use_stack(uintptr_t lowest) {
    for (uintptr_t page = STACK_TOP - PAGE_BYTES; page >= lowest; page -= PAGE_BYTES)
        *(volatile char *)page = 's';
}

static void use_all_of_the_stack(void) {
    take_all_addresses();
    use_stack(STACK_LIMIT);
}

static void with_a_page_at(uintptr_t place) {
    void *page = mmap((void *)place, PAGE_BYTES, PROT_READ | PROT_WRITE, ANONYMOUS | MAP_FIXED, -1, 0);
    REQUIRE(page == (void *)place, "MAP_FIXED at %#x: %s", place, strerror(errno));
    take_all_addresses();
    use_stack(place + PAGE_BYTES);
}

static void with_a_page_at_the_limit(void) {
    with_a_page_at(STACK_LIMIT);
}

static void with_a_page_above_the_limit(void) {
    with_a_page_at(STACK_LIMIT + PAGE_BYTES);
}

static void with_a_page_in_the_middle(void) {
    with_a_page_at(STACK_LIMIT + 0x400000);
}

int main(void) {
    CHECK(run(use_all_of_the_stack) == EXITED(0), "with all addresses taken");
    CHECK(run(with_a_page_at_the_limit) == EXITED(0), "with a page at the stack's limit");
    CHECK(run(with_a_page_above_the_limit) == EXITED(0), "with a page just above the limit");
    CHECK(run(with_a_page_in_the_middle) == EXITED(0), "with a page in the middle of the stack");
    return check_result();
}
