/* A write from a buffer of which only the first part can be read: that part is written, and the result says how much.
 *
 * Robin only: on Linux it depends on the kind of file */
#include "tests/user/child.h"

#define PAGE_BYTES 4096

static void check_part(char *end, int good) {
    memset(end - good, '.', good);
    end[-1] = '\n';
    ssize_t count = write(1, end - good, good + 100);
    CHECK(count == good, "a write with %d good bytes returned %d", good, (int)count);
}

int main(void) {
    char *page = mmap(NULL, 2 * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(page != MAP_FAILED, "mmap: %s", strerror(errno));
    char *end = page + PAGE_BYTES;
    munmap(end, PAGE_BYTES);
    check_part(end, 1);
    check_part(end, 20);
    check_part(end, 300);
    CHECK(write(1, end, 100) == -1 && errno == EFAULT, "a write without a good byte");
    return check_result();
}
