/* orphan - a process whose parent has ended gets a new one: init
 *
 * Usage: orphan
 *
 * Three generations: this process forks a parent, the parent forks a child and
 * ends. Somebody must reap the child some day; the kernel makes init (process
 * 1), which does nothing but wait, its parent.
 *
 * Watch: the same process asks getppid twice, and the answer changes.
 *
 * Think: 1. Why does the grandparent not inherit the child?
 *        2. What if the child had ended before its parent, not waited for?
 *        3. Why must init never end? */
#include <errno.h>
#include <robin.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

struct shared {
    pid_t child;
    pid_t parent_before;
    pid_t parent_after;
};

/* Linux has processes besides init that adopt: PR_SET_CHILD_SUBREAPER in prctl(2). */
static int is_robin(void) {
    struct utsname name;
    return uname(&name) == 0 && strcmp(name.sysname, "Robin") == 0;
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc != 1) {
        fprintf(stderr, "orphan: takes no arguments\n");
        return 2;
    }
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED, "mmap: %s", strerror(errno));
    int asked = sem_create(0), parent_ended = sem_create(0), asked_again = sem_create(0);
    REQUIRE(asked >= 0 && parent_ended >= 0 && asked_again >= 0, "sem_create: %s", strerror(errno));
    sem_label(asked, "asked");
    sem_label(parent_ended, "parent ended");
    sem_label(asked_again, "asked again");

    pid_t parent = fork();
    REQUIRE(parent >= 0, "fork: %s", strerror(errno));
    if (parent == 0) {
        pid_t child = fork();
        REQUIRE(child >= 0, "fork: %s", strerror(errno));
        if (child == 0) {
            *shared = (struct shared){.child = getpid(), .parent_before = getppid()};
            V(asked);
            P(parent_ended);
            shared->parent_after = getppid();
            V(asked_again);
            return 0;
        }
        P(asked);
        return 0; /* without waiting for the child */
    }

    check_child(parent, 0);
    printf("child %d: my parent is %d, who was forked by %d\n", shared->child, shared->parent_before, getpid());
    printf("parent %d has ended\n", parent);
    V(parent_ended);
    P(asked_again);
    printf("child %d: my parent is %d now\n", shared->child, shared->parent_after);
    CHECK(shared->parent_before == parent, "the child's parent was %d, not %d", shared->parent_before, parent);
    CHECK(shared->parent_after != parent, "the child's parent is still the dead process %d", parent);
    CHECK(shared->parent_after != getpid(), "the grandparent inherited the child");
    CHECK(shared->parent_after == 1 || !is_robin(), "the new parent is %d, not init", shared->parent_after);
    return check_result();
}
