/* mmap and munmap: private and shared memory, pieces taken out, fixed places, and what is refused.
 * Properties: L2 I109 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>

#include "tests/user/child.h"
#include "user/lib/system_call.h"

#define PAGE_BYTES 4096
#define PAGES 8
#define READ_WRITE (PROT_READ | PROT_WRITE)
#define PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)
#define SHARED (MAP_SHARED | MAP_ANONYMOUS)

static char *memory; /* what the children below touch */

static void read_it(void) {
    (void)*(volatile char *)memory;
}

static void write_it(void) {
    *(volatile char *)memory = 'w';
}

static void read_and_write_it(void) {
    read_it();
    write_it();
}

static char *map(size_t pages, int protection, int flags) {
    char *result = mmap(NULL, pages * PAGE_BYTES, protection, flags, -1, 0);
    REQUIRE(result != MAP_FAILED, "mmap: %s", strerror(errno));
    return result;
}

static void check_private(void) {
    memory = map(PAGES, READ_WRITE, PRIVATE);
    CHECK((uintptr_t)memory % PAGE_BYTES == 0, "a mapping does not begin at a page");
    for (int i = 0; i < PAGES * PAGE_BYTES; i++)
        REQUIRE(memory[i] == 0, "new memory is not zero");
    memset(memory, 'p', PAGES * PAGE_BYTES);
    CHECK(run(write_it) == EXITED(0), "the child cannot write its copy");
    CHECK(memory[0] == 'p', "the child's write is in its parent's private memory");
    CHECK(munmap(memory, PAGES * PAGE_BYTES) == 0, "munmap: %s", strerror(errno));
    CHECK(run(read_it) == KILLED(SIGSEGV), "memory can be read after munmap");
}

static void write_and_unmap(void) {
    memory[0] = 'c';
    memory[PAGES * PAGE_BYTES - 1] = 'd';
    munmap(memory, PAGES * PAGE_BYTES);
}

static void fork_writer(void) {
    CHECK(run(write_and_unmap) == EXITED(0), "the grandchild's checks failed");
    CHECK(memory[0] == 'c', "the grandchild's write is not here");
}

static void check_shared(void) {
    memory = map(PAGES, READ_WRITE, SHARED);
    CHECK(memory[0] == 0, "new shared memory is not zero");
    CHECK(run(fork_writer) == EXITED(0), "the child's checks failed");
    CHECK(memory[0] == 'c' && memory[PAGES * PAGE_BYTES - 1] == 'd', "writes to shared memory did not arrive");
    memory[0] = 'p';
    CHECK(run(write_it) == EXITED(0) && memory[0] == 'w', "a second child's write did not arrive");
    CHECK(munmap(memory, PAGES * PAGE_BYTES) == 0, "munmap: %s", strerror(errno));
}

static void check_protection(void) {
    memory = map(1, PROT_READ, PRIVATE);
    CHECK(run(read_and_write_it) == KILLED(SIGSEGV), "a read-only page can be written once it has been read");
    CHECK(memory[0] == 0, "a read-only page is not zero");
    CHECK(run(write_it) == KILLED(SIGSEGV), "a read-only page can be written");
    memory = map(1, PROT_NONE, PRIVATE);
    CHECK(run(read_it) == KILLED(SIGSEGV), "a page without rights can be read");
    CHECK(run(write_it) == KILLED(SIGSEGV), "a page without rights can be written");
}

static void check_pieces(void) {
    char *pages = map(PAGES, READ_WRITE, PRIVATE);
    for (int i = 0; i < PAGES; i++)
        pages[i * PAGE_BYTES] = (char)('0' + i);
    CHECK(munmap(pages + 2 * PAGE_BYTES, PAGE_BYTES) == 0, "a piece of the middle: %s", strerror(errno));
    CHECK(munmap(pages + 5 * PAGE_BYTES, 2 * PAGE_BYTES - 7) == 0, "a length that is no multiple: %s", strerror(errno));
    CHECK(munmap(pages, PAGE_BYTES) == 0, "the first page: %s", strerror(errno));
    for (int i = 0; i < PAGES; i++) {
        memory = pages + i * PAGE_BYTES;
        bool gone = i == 0 || i == 2 || i == 5 || i == 6;
        CHECK(gone || *memory == '0' + i, "page %d has lost what was written", i);
        CHECK(run(read_it) == (gone ? KILLED(SIGSEGV) : EXITED(0)), "page %d: there, or gone, by mistake", i);
    }
    CHECK(munmap(pages, PAGES * PAGE_BYTES) == 0, "munmap over holes: %s", strerror(errno));
    CHECK(munmap(pages, PAGES * PAGE_BYTES) == 0, "munmap of nothing: %s", strerror(errno));
}

static void check_fixed(void) {
    char *pages = map(PAGES, READ_WRITE, PRIVATE);
    memset(pages, 'o', PAGES * PAGE_BYTES);
    char *middle = pages + 3 * PAGE_BYTES;
    CHECK(mmap(middle, 2 * PAGE_BYTES, READ_WRITE, PRIVATE | MAP_FIXED, -1, 0) == middle, "MAP_FIXED went elsewhere");
    CHECK(middle[0] == 0 && middle[2 * PAGE_BYTES - 1] == 0, "MAP_FIXED did not replace what was there");
    CHECK(middle[-1] == 'o' && middle[2 * PAGE_BYTES] == 'o', "MAP_FIXED replaced too much");
    munmap(middle, PAGE_BYTES);
    CHECK(mmap(middle, PAGE_BYTES, READ_WRITE, PRIVATE | MAP_FIXED, -1, 0) == middle, "MAP_FIXED into a hole");
    CHECK(munmap(pages, PAGES * PAGE_BYTES) == 0, "munmap: %s", strerror(errno));
    /* Without MAP_FIXED an address is a wish. */
    char *wish = mmap(pages, PAGE_BYTES, READ_WRITE, PRIVATE, -1, 0);
    CHECK(wish == pages, "a free place that was wished for was not given");
    char *taken = mmap(pages, PAGE_BYTES, READ_WRITE, PRIVATE, -1, 0);
    CHECK(taken != MAP_FAILED && taken != pages, "a mapping was replaced without MAP_FIXED");
}

static void check_refused(const char *what, int error, uintptr_t address, size_t size, int protection, int flags,
                          int fd) {
    int result = system_call6(SYS_mmap2, (long)address, (long)size, protection, flags, fd, 0);
    CHECK(result == -error, "mmap, %s: %#x", what, result);
}

static void check_refusals(void) {
    char *page = map(1, READ_WRITE, PRIVATE);
    uintptr_t place = (uintptr_t)page;
    int directory = open("/", O_RDONLY);
    check_refused("no bytes", EINVAL, 0, 0, PROT_READ, PRIVATE, -1);
    check_refused("neither private nor shared", EINVAL, 0, PAGE_BYTES, PROT_READ, MAP_ANONYMOUS, -1);
    check_refused("both private and shared", EINVAL, 0, PAGE_BYTES, PROT_READ, MAP_ANONYMOUS | 3, -1);
    check_refused("fixed, no page boundary", EINVAL, place + 1, PAGE_BYTES, PROT_READ, PRIVATE | MAP_FIXED, -1);
    check_refused("larger than all addresses", ENOMEM, 0, 0xfffff000, PROT_READ, PRIVATE, -1);
    check_refused("larger by rounding", ENOMEM, 0, 0xffffffff, PROT_READ, PRIVATE, -1);
    check_refused("fixed, in the last page", ENOMEM, 0xfffff000, PAGE_BYTES, PROT_READ, PRIVATE | MAP_FIXED, -1);
    check_refused("fixed, into the last page", ENOMEM, 0xffffe000, 2 * PAGE_BYTES, PROT_READ, PRIVATE | MAP_FIXED, -1);
    check_refused("a descriptor that is not open", EBADF, 0, PAGE_BYTES, PROT_READ, MAP_PRIVATE, 99);
    check_refused("a directory", ENODEV, 0, PAGE_BYTES, PROT_READ, MAP_PRIVATE, directory);

    CHECK(munmap(page + 1, PAGE_BYTES) == -1 && errno == EINVAL, "munmap off a page boundary");
    CHECK(munmap(page, 0) == -1 && errno == EINVAL, "munmap of no bytes");
    CHECK(munmap((void *)0xfffff000, PAGE_BYTES) == -1 && errno == EINVAL, "munmap above all user memory");
    CHECK(munmap(page, 0xfffff000) == -1 && errno == EINVAL, "munmap of more than all user memory");
    CHECK(*page == 0, "a refused munmap took the page away");
    close(directory);
}

int main(void) {
    check_private();
    check_shared();
    check_protection();
    check_pieces();
    check_fixed();
    check_refusals();
    return check_result();
}
