/* relay - a baton goes from one process to the next
 *
 * Usage: relay [SEED]
 *
 * Five runners wait, each for a semaphore of its own. Who has the baton runs a
 * leg, hands it on with V, and waits in P for its next turn. Who comes next is
 * drawn from the seed.
 *
 * Watch: nobody computes for long and nobody sleeps. The CPU goes to another
 * process only when one waits or ends, so a seed makes the same switches on
 * every machine.
 *
 * Think: 1. V makes the next runner ready. Which line of the one that called V
 *           is run next, and when does the other begin?
 *        2. How many switches are there for a leg? Count them in the trace.
 *        3. What changes if each runner calls sched_yield after V? */
#include <errno.h>
#include <robin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/lib/check.h"

#define RUNNERS 5
#define LEGS 32

static int runner_of[LEGS + 1]; /* the last leg hands the baton to nobody */
static int turn_of[RUNNERS + 1];

/* Nobody runs two legs in a row. */
static void draw(uint32_t seed) {
    int runner = 0;
    for (int leg = 0; leg < LEGS; leg++) {
        seed = seed * 1664525u + 1013904223u;
        runner = (runner + 1 + (int)((seed >> 16) % (RUNNERS - 1))) % RUNNERS;
        runner_of[leg] = runner;
    }
    runner_of[LEGS] = RUNNERS;
}

static void run(int me) {
    for (int leg = 0; leg < LEGS; leg++) {
        if (runner_of[leg] != me)
            continue;
        P(turn_of[me]);
        mark("leg", leg);
        V(turn_of[runner_of[leg + 1]]);
    }
    _exit(0);
}

int main(int argc, char **argv) {
    if (argc > 2) {
        fprintf(stderr, "usage: relay [SEED]\n");
        return 2;
    }
    draw(argc == 2 ? (uint32_t)atoi(argv[1]) : 1);
    for (int runner = 0; runner <= RUNNERS; runner++) {
        turn_of[runner] = sem_create(0);
        REQUIRE(turn_of[runner] >= 0, "sem_create: %s", strerror(errno));
    }
    pid_t pids[RUNNERS];
    for (int runner = 0; runner < RUNNERS; runner++) {
        pids[runner] = fork();
        REQUIRE(pids[runner] >= 0, "fork: %s", strerror(errno));
        if (pids[runner] == 0)
            run(runner);
    }
    V(turn_of[runner_of[0]]);
    for (int runner = 0; runner < RUNNERS; runner++)
        check_child(pids[runner], 0);
    CHECK(sem_value(turn_of[RUNNERS]) == 1, "the baton did not arrive");
    printf("who ran:");
    for (int leg = 0; leg < LEGS; leg++)
        printf(" %d", pids[runner_of[leg]]);
    printf("\n");
    return check_result();
}
