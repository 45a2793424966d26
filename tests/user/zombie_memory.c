/* A zombie keeps nothing but its entry and its kernel stack; reaping gives back all the rest.
 * Properties: L17 R111
 * Robin only: on Linux other processes change the free memory */
#include <sys/sysinfo.h>

#include "tests/user/child.h"

#define PAGE_BYTES 4096
#define PAGES 512
#define KEPT_PAGES 8 /* a zombie's kernel stack, and what the heap has taken for its PCB */

static unsigned free_pages(void) {
    struct sysinfo info;
    REQUIRE(sysinfo(&info) == 0, "sysinfo: %s", strerror(errno));
    return info.freeram / (PAGE_BYTES / info.mem_unit);
}

static int *shared;

static void use_memory(void) {
    volatile char *pages = sbrk(PAGES * PAGE_BYTES);
    REQUIRE(pages != (char *)-1, "sbrk: %s", strerror(errno));
    unsigned before = free_pages();
    for (int i = 0; i < PAGES; i++)
        pages[i * PAGE_BYTES] = 1;
    CHECK(before - free_pages() >= PAGES, "%d pages were touched, %u are gone", PAGES, before - free_pages());
    *shared = 1;
}

static unsigned check_once(void) {
    unsigned before = free_pages();
    *shared = 0;
    pid_t pid = start(use_memory);
    let_others_run();
    CHECK(*shared == 1, "the child has not run to its end");
    unsigned with_zombie = free_pages();
    CHECK(before - with_zombie <= KEPT_PAGES, "a zombie keeps %u pages", before - with_zombie);
    check_child(pid, 0);
    return free_pages();
}

int main(void) {
    shared = shared_memory(sizeof *shared);
    *shared = 0;
    unsigned first = check_once();
    unsigned second = check_once();
    CHECK(first == second, "%u pages are free after the first child, %u after the second", first, second);
    return check_result();
}
