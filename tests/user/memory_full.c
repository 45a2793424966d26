/* Memory is full: calls say ENOMEM or only the process that cannot be served ends; afterwards all of it is there again.
 * Properties: R111 R113
 * Robin only: a host's memory is not to be filled
 * Boot: memory=16 */
#include <robin.h>
#include <signal.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include "tests/user/child.h"

#define PAGE_BYTES 4096

static unsigned free_pages(void) {
    struct sysinfo info;
    REQUIRE(sysinfo(&info) == 0, "sysinfo: %s", strerror(errno));
    return info.freeram / (PAGE_BYTES / info.mem_unit);
}

/* The functions that ask for too much exit with 0 if they are refused in words; else they are to be killed. */
static bool is_refused(int status) {
    return status == EXITED(0) || status == KILLED(SIGKILL);
}

/* Private memory comes when it is touched: who touches a page that is not there to be had ends. */
static void touch_too_much(void) {
    unsigned pages = free_pages() + 1000;
    volatile char *memory = mmap(NULL, pages * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        CHECK(errno == ENOMEM, "mmap: %s", strerror(errno));
        return;
    }
    for (unsigned i = 0; i < pages; i++)
        memory[i * PAGE_BYTES] = 1;
    REQUIRE(false, "%u pages were touched, more than there are", pages);
}

static void grow_heap_too_much(void) {
    unsigned pages = free_pages() + 1000;
    for (unsigned i = 0; i < pages; i++) {
        char *page = sbrk(PAGE_BYTES);
        if (page == (char *)-1) {
            CHECK(errno == ENOMEM, "sbrk: %s", strerror(errno));
            return;
        }
        *page = 1;
    }
    REQUIRE(false, "the heap grew by %u pages, more than there are", pages);
}

/* Shared memory is allocated at once, and refused at once. */
static void map_too_much(void) {
    unsigned pages = free_pages() + 1;
    void *memory = mmap(NULL, pages * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(memory == MAP_FAILED && errno == ENOMEM, "there is more shared memory than memory");
    memory = mmap(NULL, 100 * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED, "after that 100 pages: %s", strerror(errno));
}

static int gate;

/* Is there all the time, and is to notice nothing. */
static void stand_by(void) {
    volatile char pages[20 * PAGE_BYTES];
    for (int i = 0; i < 20; i++)
        pages[i * PAGE_BYTES] = (char)i;
    P(gate);
    for (int i = 0; i < 20; i++)
        CHECK(pages[i * PAGE_BYTES] == i, "page %d of a bystander has changed", i);
}

static void check_round(void) {
    pid_t bystander = start(stand_by);
    let_others_run();
    int status = run(touch_too_much);
    CHECK(is_refused(status), "too much touched: status word %#x", status);
    status = run(grow_heap_too_much);
    CHECK(is_refused(status), "too much heap: status word %#x", status);
    CHECK(run(map_too_much) == EXITED(0), "too much mapped: the child's checks failed");
    V(gate);
    check_child(bystander, 0);
}

int main(void) {
    struct utsname name;
    REQUIRE(uname(&name) == 0 && strcmp(name.sysname, "Robin") == 0, "this is not Robin");
    gate = sem_create(0);
    REQUIRE(gate >= 0, "sem_create: %s", strerror(errno));
    unsigned before = free_pages();
    check_round();
    unsigned between = free_pages();
    check_round();
    unsigned after = free_pages();
    CHECK(before == between && between == after, "pages free: %u, then %u, then %u", before, between, after);
    return check_result();
}
