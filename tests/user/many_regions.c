/* With thousands of mappings, fork and exit stay cheap: they do not search all of them for each. Time here is
 * instructions: in a test each counts as much on the time-stamp counter.
 *
 * Robin only: elsewhere the counter counts something else */
#include <stdint.h>

#include "tests/user/child.h"

#define MAPPINGS 5000
#define PAGE_BYTES 4096
#define TSC_UNITS_PER_INSTRUCTION 8 /* -icount shift=3 */
#define INSTRUCTIONS_MAX 2000       /* for a mapping: to copy it, and to free the copy */

static uint64_t instructions(void) {
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return ((uint64_t)high << 32 | low) / TSC_UNITS_PER_INSTRUCTION;
}

static void nothing(void) {
}

int main(void) {
    for (int i = 0; i < MAPPINGS; i++) {
        void *page = mmap(NULL, PAGE_BYTES, i % 2 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        REQUIRE(page != MAP_FAILED, "mapping %d: %s", i, strerror(errno));
    }
    uint64_t before = instructions();
    CHECK(run(nothing) == EXITED(0), "the child did not end well");
    unsigned used = (unsigned)(instructions() - before) / MAPPINGS;
    CHECK(used < INSTRUCTIONS_MAX, "fork and exit took %u instructions for each of %d mappings", used, MAPPINGS);
    return check_result();
}
