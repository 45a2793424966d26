/* race_fixed - two processes add to one number, and P and V keep it right
 *
 * Usage: race_fixed
 *
 * The program of `race` with a semaphore around load, add and store. P lets one
 * worker in; the other waits in its P until V lets it go on. What is between is
 * a critical section: it may be interrupted, but nobody else can be inside.
 *
 * Watch: nothing is lost, at the same time as little as one after the other.
 *
 * Think: 1. What did it cost? Compare the additions with race's.
 *        2. Why does the semaphore begin with 1? What would 0 do, what 2?
 *        3. What if a worker were killed between P and V? */
#include <errno.h>
#include <robin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define WORKERS 2
#define RUN_TICKS 40  /* of 1/100 s: how long each worker adds */
#define WINDOW 100000 /* turns of an empty loop between load and store */

struct shared {
    volatile int number;
    int additions[WORKERS];
};

static struct shared *shared;

static int mutex;

static void add_one(void) {
    P(mutex);
    mark("critical", 1);
    int value = shared->number; /* load */
    for (volatile int turn = 0; turn < WINDOW; turn++)
        ;
    shared->number = value + 1; /* add and store */
    mark("critical", 0);
    V(mutex);
}

static pid_t start_worker(int worker) {
    pid_t pid = fork();
    REQUIRE(pid >= 0, "fork: %s", strerror(errno));
    if (pid != 0)
        return pid;
    clock_t start = times(NULL);
    int additions = 0;
    do {
        add_one();
        additions++;
    } while (times(NULL) - start < RUN_TICKS);
    shared->additions[worker] = additions;
    exit(0);
}

/* Prints a line of the table and returns how many additions are not in the number. */
static int show(const char *how) {
    int sum = shared->additions[0] + shared->additions[1];
    int lost = sum - shared->number;
    printf("%-19s %9d %9d %9d %9d %9d\n", how, shared->additions[0], shared->additions[1], sum, shared->number, lost);
    return lost;
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc != 1) {
        fprintf(stderr, "race_fixed: takes no arguments\n");
        return 2;
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED, "mmap: %s", strerror(errno));
    mutex = sem_create(1);
    REQUIRE(mutex >= 0, "sem_create: %s", strerror(errno));
    sem_label(mutex, "mutex");
    printf("additions by         worker 1  worker 2  together    number      lost\n");

    for (int worker = 0; worker < WORKERS; worker++)
        check_child(start_worker(worker), 0);
    CHECK(show("one after the other") == 0, "additions were lost, although nobody else was there");

    shared->number = 0;
    pid_t pids[WORKERS];
    for (int worker = 0; worker < WORKERS; worker++)
        pids[worker] = start_worker(worker);
    for (int worker = 0; worker < WORKERS; worker++)
        check_child(pids[worker], 0);
    CHECK(show("at the same time") == 0, "additions were lost in spite of P and V");
    CHECK(shared->additions[0] > 0 && shared->additions[1] > 0, "a worker never got in");
    CHECK(sem_value(mutex) == 1, "the semaphore is %d in the end, not 1", sem_value(mutex));
    return check_result();
}
