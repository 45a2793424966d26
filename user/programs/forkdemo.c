/* forkdemo - what fork copies, and what it returns
 *
 * Usage: forkdemo
 *
 * fork makes a second process, the child, which goes on where the parent is.
 * It gets a copy of all the parent's memory: global variables, stack, heap. What
 * either writes from then on, the other does not see. Only memory mapped as
 * MAP_SHARED is common to both.
 *
 * Watch: fork is called once and returns twice. The child multiplies all four
 * numbers by 10; the parent looks at its own afterwards.
 *
 * Think: 1. Why does the child get 0 rather than its own pid?
 *        2. Which of the two ran first after fork? Is that promised?
 *        3. Must fork copy every page at once? (Look for "copy-on-write".) */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

struct shared {
    int number;
    const char *first; /* who came out of fork first; the text is at the same address in both */
};

static int global = 1;

static void show(const char *when, int stack, int heap, int shared) {
    printf("%-16s %7d %7d %7d %7d\n", when, global, stack, heap, shared);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc != 1) {
        fprintf(stderr, "forkdemo: takes no arguments\n");
        return 2;
    }
    int stack = 2;
    int *heap = malloc(sizeof *heap);
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(heap != NULL && shared != MAP_FAILED, "no memory");
    *heap = 3;
    shared->number = 4;

    printf("                  global   stack    heap  shared\n");
    show("before fork", stack, *heap, shared->number);
    pid_t parent = getpid();
    pid_t pid = fork();
    REQUIRE(pid >= 0, "fork: %s", strerror(errno));
    if (shared->first == NULL)
        shared->first = pid == 0 ? "child" : "parent";

    if (pid == 0) {
        show("child: a copy", stack, *heap, shared->number);
        CHECK(global == 1 && stack == 2 && *heap == 3 && shared->number == 4, "the child's memory is no copy");
        global *= 10;
        stack *= 10;
        *heap *= 10;
        shared->number *= 10;
        show("child: times 10", stack, *heap, shared->number);
        printf("child:  fork returned %d, getpid %d, getppid %d\n", pid, getpid(), getppid());
        CHECK(getppid() == parent, "the child's parent is %d, not %d", getppid(), parent);
        return check_result();
    }
    check_child(pid, 0);
    printf("parent: fork returned %d, getpid %d\n", pid, getpid());
    show("parent: its own", stack, *heap, shared->number);
    printf("the first to run after fork was the %s\n", shared->first);
    CHECK(global == 1 && stack == 2 && *heap == 3, "the child's writes are in the parent's memory");
    CHECK(shared->number == 40, "the child's write is not in the shared memory");
    CHECK(getpid() == parent, "the parent's pid has changed");
    return check_result();
}
