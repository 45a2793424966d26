/* round_robin - three processes that never give the processor away share it
 *
 * Usage: round_robin
 *
 * Each of three processes computes without ever waiting. The timer interrupts
 * them; a process that has had its quantum goes to the tail of the ready queue,
 * and the one at the head runs. Each writes down when it has the processor and
 * another had it before: that begins a turn.
 *
 * Watch: the order of the turns, and how equal the shares are. Boot with
 * quantum=1 and again with quantum=20: what changes, and what does not?
 *
 * Think: 1. By how much can two shares differ in the worst case?
 *        2. What does a shorter quantum cost? What does a longer one cost?
 *        3. Start `spin &` first. What changes in the table? Guess, then try. */
#include <errno.h>
#include <robin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define SPINNERS 3
#define RUN_TICKS 150 /* of 1/100 s */
#define MOST_TURNS 600
#define TURNS_SHOWN 36

struct shared {
    clock_t end;
    volatile int running; /* the spinner whose turn it is, from 1 */
    volatile int turn_count;
    char turns[MOST_TURNS]; /* whose each turn was */
    clock_t ticks[SPINNERS + 1];
};

static struct shared *shared;

static void begin_turn(int me) {
    shared->running = me;
    if (times(NULL) - shared->end < 0 && shared->turn_count < MOST_TURNS)
        shared->turns[shared->turn_count++] = (char)me;
}

static void spin(int me) {
    struct tms used;
    times(&used);
    clock_t before = used.tms_utime + used.tms_stime;
    do {
        for (int i = 0; i < 100000; i++) {
            if (shared->running != me)
                begin_turn(me);
        }
    } while (times(&used) - shared->end < 0);
    shared->ticks[me] = used.tms_utime + used.tms_stime - before;
}

/* On Linux the shares are that scheduler's affair, and several processors may run the three at the same time. */
static void check_turns(int turns, const int *turns_of) {
    for (int turn = SPINNERS; turn < turns; turn++)
        CHECK(shared->turns[turn] == shared->turns[turn - SPINNERS], "turn %d is out of order", turn);
    clock_t least = RUN_TICKS, most = 0, longest_turn = 0;
    for (int me = 1; me <= SPINNERS; me++) {
        clock_t ticks = shared->ticks[me];
        clock_t turn = turns_of[me] == 0 ? 0 : (ticks + turns_of[me] - 1) / turns_of[me];
        least = ticks < least ? ticks : least;
        most = ticks > most ? ticks : most;
        longest_turn = turn > longest_turn ? turn : longest_turn;
    }
    CHECK(most - least <= longest_turn + 1, "shares differ by %d ticks: more than a turn", most - least);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc != 1) {
        fprintf(stderr, "round_robin: takes no arguments\n");
        return 2;
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED, "mmap: %s", strerror(errno));
    int ready = sem_create(0), start = sem_create(0);
    REQUIRE(ready >= 0 && start >= 0, "sem_create: %s", strerror(errno));
    sem_label(ready, "ready");
    sem_label(start, "start");
    printf("%d processes compute for %d ticks of 1/%d s\n", SPINNERS, RUN_TICKS, CLOCK_TICKS_PER_SECOND);

    pid_t pids[SPINNERS + 1];
    for (int me = 1; me <= SPINNERS; me++) {
        pids[me] = fork();
        REQUIRE(pids[me] >= 0, "fork: %s", strerror(errno));
        if (pids[me] == 0) {
            V(ready);
            P(start);
            spin(me);
            return 0;
        }
    }
    for (int me = 1; me <= SPINNERS; me++)
        P(ready);
    shared->end = times(&(struct tms){0}) + RUN_TICKS;
    for (int me = 1; me <= SPINNERS; me++)
        V(start);
    for (int me = 1; me <= SPINNERS; me++)
        check_child(pids[me], 0);

    int turns = shared->turn_count;
    int turns_of[SPINNERS + 1] = {0};
    printf("whose turn:");
    for (int turn = 0; turn < turns; turn++) {
        turns_of[(int)shared->turns[turn]]++;
        if (turn < TURNS_SHOWN)
            printf(" %d", shared->turns[turn]);
    }
    printf("%s\n\n", turns > TURNS_SHOWN ? " ..." : "");
    printf("process    turns    ticks   ticks a turn   share\n");
    for (int me = 1; me <= SPINNERS; me++) {
        int ticks = shared->ticks[me], tenths = turns_of[me] == 0 ? 0 : 10 * ticks / turns_of[me];
        printf("%7d  %7d  %7d  %11d.%d  %4d %%\n", me, turns_of[me], ticks, tenths / 10, tenths % 10,
               100 * ticks / RUN_TICKS);
    }
    struct utsname system;
    uname(&system);
    if (strcmp(system.sysname, "Robin") == 0)
        check_turns(turns, turns_of);
    else
        printf("(not checked: %s has a scheduler of its own, and perhaps several processors)\n", system.sysname);
    return check_result();
}
