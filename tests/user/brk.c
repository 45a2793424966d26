/* brk: the heap grows and shrinks, is zero when new, and refuses what it cannot do.
 * Properties: L2 */
#include <signal.h>
#include <stdint.h>

#include "tests/user/child.h"
#include "user/lib/system_call.h"

#define PAGE_BYTES 4096
#define MEGABYTE (1 << 20)

static char *start_of_heap;

static void touch_above_heap(void) {
    uintptr_t end = (uintptr_t)sbrk(0);
    *(volatile char *)((end + PAGE_BYTES - 1) & -PAGE_BYTES) = 1;
}

static bool is_zero(const char *memory, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (memory[i] != 0)
            return false;
    return true;
}

static void check_growth(void) {
    uintptr_t odd = (uintptr_t)sbrk(0) % PAGE_BYTES;
    sbrk(odd == 0 ? 0 : (intptr_t)(PAGE_BYTES - odd)); /* to a page boundary: what is given back is whole pages */
    char *end = sbrk(0);
    CHECK(sbrk(MEGABYTE) == end, "sbrk did not return the old end");
    CHECK(sbrk(0) == (void *)(end + MEGABYTE), "the heap did not grow by what was asked");
    CHECK(is_zero(end, MEGABYTE), "new heap is not zero");
    memset(end, 'x', MEGABYTE);
    CHECK(sbrk(-MEGABYTE / 2) == (void *)(end + MEGABYTE), "sbrk did not shrink the heap");
    CHECK(end[MEGABYTE / 2 - 1] == 'x', "shrinking lost what is below");
    CHECK(sbrk(MEGABYTE / 2) != (void *)-1, "the heap does not grow again");
    CHECK(is_zero(end + MEGABYTE / 2, MEGABYTE / 2), "heap given back and taken again is not zero");
    CHECK(brk(end) == 0 && sbrk(0) == (void *)end, "the heap does not go back to where it was");
}

/* Ends that are no multiple of a page. */
static void check_odd_sizes(void) {
    char *end = sbrk(0);
    for (int i = 1; i <= 50; i++) {
        char *piece = sbrk(i * 37);
        REQUIRE(piece != (void *)-1, "sbrk: %s", strerror(errno));
        memset(piece, i, (size_t)i * 37);
    }
    char *piece = end;
    for (int i = 1; i <= 50; piece += i * 37, i++)
        CHECK(piece[0] == i && piece[i * 37 - 1] == i, "piece %d is not what was written", i);
    CHECK(brk(end) == 0, "brk back failed");
}

/* The system call answers with the end as it is, also when it could not change it. */
static void check_refusals(void) {
    uintptr_t end = (uintptr_t)sbrk(0);
    CHECK((uintptr_t)system_call1(SYS_brk, 0) == end, "brk(0) is not the end");
    CHECK((uintptr_t)system_call1(SYS_brk, 0x1000) == end, "the heap can end before it begins");
    CHECK((uintptr_t)system_call1(SYS_brk, (long)0xfffff000) == end, "the heap can reach into the kernel");
    CHECK((uintptr_t)system_call1(SYS_brk, (long)0xffffffff) == end, "the heap can reach the end of all addresses");
    CHECK(sbrk(0) == (void *)end, "a refused brk moved the end");
}

static void grow_and_write(void) {
    char *piece = sbrk(PAGE_BYTES);
    REQUIRE(piece != (void *)-1, "sbrk: %s", strerror(errno));
    memset(piece, 'c', PAGE_BYTES);
    start_of_heap[0] = 'c';
}

static void check_fork(void) {
    start_of_heap = sbrk(PAGE_BYTES);
    REQUIRE(start_of_heap != (void *)-1, "sbrk: %s", strerror(errno));
    start_of_heap[0] = 'p';
    char *end = sbrk(0);
    CHECK(run(grow_and_write) == EXITED(0), "the child's checks failed");
    CHECK(sbrk(0) == (void *)end, "the child moved its parent's end");
    CHECK(start_of_heap[0] == 'p', "the child wrote into its parent's heap");
    CHECK(sbrk(PAGE_BYTES) == (void *)end && end[0] == 0, "the parent's new page is the child's");
}

int main(void) {
    check_growth();
    check_odd_sizes();
    check_refusals();
    check_fork();
    CHECK(run(touch_above_heap) == KILLED(SIGSEGV), "memory above the heap can be written");
    return check_result();
}
