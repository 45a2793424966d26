/* To whom semaphores belong: fork shares them, execve leaves them, strangers have no part, and the last one out frees
 * them.
 *
 * Properties: P74 P75 P76
 *
 * Robin only: Linux's System V semaphores belong to everybody */
#include <robin.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/user/child.h"
#include "tests/user/own_path.h"

#define MANY 100

static const char *path;
static int id;

/* The program again, after exec: a stranger to the semaphore whose id it is given. */
static void check_as_stranger(int strange) {
    CHECK(P(strange) == -1 && errno == EINVAL, "a stranger can do P");
    CHECK(V(strange) == -1 && errno == EINVAL, "a stranger can do V");
    CHECK(try_P(strange) == -1 && errno == EINVAL, "a stranger can do try_P");
    CHECK(sem_value(strange) == -1 && errno == EINVAL, "a stranger can read the value");
    CHECK(sem_label(strange, "mine") == -1 && errno == EINVAL, "a stranger can give a label");
    CHECK(sem_destroy(strange) == -1 && errno == EINVAL, "a stranger can destroy");
    int own = sem_create(1);
    CHECK(own >= 0 && own != strange, "the stranger's own semaphore has the same id");
    CHECK(P(own) == 0 && V(own) == 0, "the stranger's own semaphore does not work");
}

static void become_stranger(void) {
    char number[16];
    snprintf(number, sizeof number, "%d", id);
    execl(path, "semaphore_family", number, NULL);
    REQUIRE(false, "exec: %s", strerror(errno));
}

static void use_as_grandchild(void) {
    CHECK(sem_value(id) == 3 && P(id) == 0 && V(id) == 0, "a grandchild cannot use the semaphore");
    V(id);
}

static void use_as_child(void) {
    CHECK(sem_value(id) == 2 && P(id) == 0 && V(id) == 0, "a child cannot use the semaphore");
    V(id);
    CHECK(run(use_as_grandchild) == EXITED(0), "the grandchild's checks failed");
}

/* What a child creates stays when it ends: it belongs to the family. */
static void check_created_by_child(void) {
    int *created = shared_memory(sizeof *created);
    pid_t pid = fork();
    REQUIRE(pid >= 0, "fork: %s", strerror(errno));
    if (pid == 0) {
        *created = sem_create(7);
        _exit(0);
    }
    CHECK(reap(pid) == EXITED(0), "the child did not end");
    CHECK(*created >= 0 && sem_value(*created) == 7, "the child's semaphore is gone with the child");
    CHECK(sem_destroy(*created) == 0, "the child's semaphore cannot be destroyed: %s", strerror(errno));
}

static void become_creator(void) {
    execl(path, "semaphore_family", "create", NULL);
    REQUIRE(false, "exec: %s", strerror(errno));
}

/* After an exec a family of its own: it creates many, and ends without destroying any, by exit or by a signal. */
static void create_many(void) {
    for (int i = 0; i < MANY; i++)
        CHECK(sem_create(i) >= 0, "semaphore %d: %s", i, strerror(errno));
    pid_t pid = start(sleep_for_ever); /* shares them, and is killed */
    kill(pid, SIGKILL);
    reap(pid);
}

static void check_freed(void) {
    for (int i = 0; i < 20; i++) /* 2,000 semaphores: more than there may be at a time */
        CHECK(run(become_creator) == EXITED(0), "family %d found the semaphores of those before it still in use", i);
}

int main(int argc, char **argv) {
    if (argc > 1) {
        if (strcmp(argv[1], "create") == 0)
            create_many();
        else
            check_as_stranger(atoi(argv[1]));
        return check_result();
    }
    path = own_path(argv);
    id = sem_create(2);
    REQUIRE(id >= 0, "sem_create: %s", strerror(errno));
    CHECK(run(use_as_child) == EXITED(0), "the child's checks failed");
    CHECK(sem_value(id) == 4, "after child and grandchild the value is %d", sem_value(id));
    CHECK(run(become_stranger) == EXITED(0), "the stranger's checks failed");
    CHECK(sem_value(id) == 4, "after the stranger the value is %d", sem_value(id));
    check_created_by_child();
    check_freed();
    return check_result();
}
