/* fork: what it returns, what it copies, and whose child the child is.
 * Properties: L1 L2 L6 */
#include <robin.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/user/child.h"

#define HEAP_BYTES 20000

static int initialised = 1;
static int zeroed;
static char *heap;

static void check_return_values(void) {
    pid_t parent = getpid();
    pid_t *childs_pid = shared_memory(sizeof *childs_pid);
    pid_t pid = fork();
    if (pid == 0) {
        *childs_pid = getpid();
        CHECK(getppid() == parent, "getppid is not the parent");
        CHECK(getpid() != parent, "the child has its parent's pid");
        check_exit();
    }
    CHECK(pid > 0, "fork returned %d in the parent", pid);
    CHECK(getpid() == parent, "the parent's pid has changed");
    check_child(pid, 0);
    CHECK(*childs_pid == pid, "fork and the child's getpid differ");
}

static int heap_has(char value) {
    for (int i = 0; i < HEAP_BYTES; i++)
        if (heap[i] != value)
            return 0;
    return 1;
}

/* First the child writes and the parent looks, then the other way round. */
static void check_copies(void) {
    int child_wrote = sem_create(0), parent_wrote = sem_create(0);
    REQUIRE(child_wrote >= 0 && parent_wrote >= 0, "sem_create: %s", strerror(errno));
    volatile int on_stack = 2;
    heap = malloc(HEAP_BYTES);
    REQUIRE(heap != NULL, "malloc failed");
    memset(heap, 'a', HEAP_BYTES);

    pid_t pid = fork();
    REQUIRE(pid >= 0, "fork failed");
    if (pid == 0) {
        CHECK(initialised == 1 && zeroed == 0 && on_stack == 2 && heap_has('a'), "the child has no copy");
        initialised = 10, zeroed = 11, on_stack = 12;
        memset(heap, 'c', HEAP_BYTES);
        V(child_wrote);
        P(parent_wrote);
        CHECK(initialised == 10 && zeroed == 11 && on_stack == 12, "the parent's writes are in the child's data");
        CHECK(heap_has('c'), "the parent's writes are in the child's heap");
        check_exit();
    }
    P(child_wrote);
    CHECK(initialised == 1 && zeroed == 0 && on_stack == 2, "the child's writes are in the parent's data");
    CHECK(heap_has('a'), "the child's writes are in the parent's heap");
    initialised = 20, zeroed = 21, on_stack = 22;
    memset(heap, 'p', HEAP_BYTES);
    V(parent_wrote);
    check_child(pid, 0);
    CHECK(initialised == 20 && zeroed == 21 && on_stack == 22 && heap_has('p'), "the parent's memory has changed");
    free(heap);
}

static void check_generations(void) {
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        CHECK(getppid() == parent, "the child has another parent");
        pid_t child = getpid();
        pid_t grandchild = fork();
        if (grandchild == 0) {
            CHECK(getppid() == child, "the grandchild's parent is not the child");
            check_exit();
        }
        check_child(grandchild, 0);
        check_exit();
    }
    check_child(pid, 0);
}

int main(void) {
    check_return_values();
    check_copies();
    check_generations();
    return check_result();
}
