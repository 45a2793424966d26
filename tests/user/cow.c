/* Copy on write: pages are shared after fork until somebody writes, and nobody sees another's writes.
 * Properties: L2 I109 */
#include <robin.h>
#include <signal.h>

#include "tests/user/child.h"

#define PAGE_BYTES 4096
#define PAGES 200
#define GENERATIONS 6

static char *pages;

static void fill(char value) {
    for (int i = 0; i < PAGES; i++)
        pages[i * PAGE_BYTES + i] = value;
}

static bool are_all(char value) {
    for (int i = 0; i < PAGES; i++)
        if (pages[i * PAGE_BYTES + i] != value)
            return false;
    return true;
}

/* Each generation finds what its parent wrote last, forks, and writes before and after its child does. */
static void check_generation(int generation) {
    char mine = (char)('a' + generation);
    CHECK(are_all((char)(mine - 1)), "generation %d does not find its parent's pages", generation);
    fill(mine);
    if (generation < GENERATIONS) {
        pid_t pid = fork();
        REQUIRE(pid >= 0, "fork: %s", strerror(errno));
        if (pid == 0) {
            check_generation(generation + 1);
            check_exit();
        }
        check_child(pid, 0);
    }
    CHECK(are_all(mine), "generation %d sees its descendants' writes", generation);
}

/* Several children of one page: whoever writes last to the shared frame must still leave the others theirs. */
static void check_siblings(void) {
    int gate = sem_create(0), wrote = sem_create(0);
    REQUIRE(gate >= 0 && wrote >= 0, "sem_create: %s", strerror(errno));
    fill('0');
    pid_t pids[4];
    for (int i = 0; i < 4; i++) {
        pids[i] = fork();
        REQUIRE(pids[i] >= 0, "fork: %s", strerror(errno));
        if (pids[i] == 0) {
            if (i != 2) /* the third never writes */
                fill((char)('1' + i));
            V(wrote);
            P(gate);
            CHECK(are_all(i == 2 ? '0' : (char)('1' + i)), "child %d sees another's writes", i);
            check_exit();
        }
    }
    for (int i = 0; i < 4; i++)
        P(wrote);
    CHECK(are_all('0'), "the parent sees a child's writes");
    fill('p');
    for (int i = 0; i < 4; i++)
        V(gate);
    for (int i = 0; i < 4; i++)
        check_child(pids[i], 0);
    CHECK(are_all('p'), "the parent's writes are lost");
}

/* The kernel writes into the program's memory as well: into a page that is shared with a child. */
static void check_write_by_kernel(void) {
    static int status __attribute__((aligned(PAGE_BYTES))) = 1;
    pid_t pid = fork();
    REQUIRE(pid >= 0, "fork: %s", strerror(errno));
    if (pid == 0) {
        pid_t grandchild = fork();
        if (grandchild == 0)
            _exit(5);
        CHECK(waitpid(grandchild, &status, 0) == grandchild && status == EXITED(5), "status word %#x", status);
        check_exit();
    }
    check_child(pid, 0);
    CHECK(status == 1, "the kernel wrote the child's status word into the parent's page: %#x", status);
}

static void write_to_read_only_page(void) {
    *(volatile char *)(pages + PAGE_BYTES) = 'w';
}

static void check_read_only_pages(void) {
    char *read_only = mmap(pages + PAGE_BYTES, PAGE_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    REQUIRE(read_only == pages + PAGE_BYTES, "mmap: %s", strerror(errno));
    CHECK(read_only[0] == 0, "a new page is not zero");
    CHECK(run(write_to_read_only_page) == KILLED(SIGSEGV), "a read-only page can be written after fork");
    CHECK(read_only[0] == 0, "the read-only page has changed");
}

int main(void) {
    pages = mmap(NULL, PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(pages != MAP_FAILED, "mmap: %s", strerror(errno));
    fill('a');
    check_generation(1);
    check_siblings();
    check_write_by_kernel();
    check_read_only_pages();
    return check_result();
}
