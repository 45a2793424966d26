/* race - two processes add to one number, and additions are lost
 *
 * Usage: race
 *
 * number = number + 1 is three steps: load, add, store. A process interrupted
 * between load and store later stores a sum that knows nothing of what the
 * other has added meanwhile. Two workers add first one after the other, then at
 * the same time. A long pause between load and store makes the window so wide
 * that nearly every interruption falls into it.
 *
 * Watch: the last two columns.
 *
 * Think: 1. Why is one after the other always right?
 *        2. How many additions can one interruption destroy?
 *        3. Boot with quantum=1. Are more or fewer lost, and why?
 *        4. Compare with race_fixed: the same program and two lines more. */
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

static void add_one(void) {
    mark("critical", 1);
    int value = shared->number; /* load */
    for (volatile int turn = 0; turn < WINDOW; turn++)
        ;
    shared->number = value + 1; /* add and store */
    mark("critical", 0);
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
        fprintf(stderr, "race: takes no arguments\n");
        return 2;
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED, "mmap: %s", strerror(errno));
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
    CHECK(show("at the same time") > 0, "nothing was lost: no worker was interrupted between load and store");
    return check_result();
}
