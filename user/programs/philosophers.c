/* philosophers - five philosophers share five forks (Dijkstra)
 *
 * Usage: philosophers [N] [deadlock]     N philosophers, 2 to 9; 5 if not given
 *
 * They sit around a table, a fork between each two. To eat, a philosopher needs
 * both forks beside the plate: P takes a fork, V puts it back. If all take the
 * left one first, all can end up with one fork and wait for ever. Here each takes
 * the fork with the lower number first, so that no circle of waiting can close.
 * With the word `deadlock` all take the left one first.
 *
 * Watch: . thinks, h is hungry, E eats. Neighbours never eat at the same time.
 *
 * Think: 1. For which philosopher is the left fork not the lower one?
 *        2. Name the four conditions of a deadlock. Which one is missing here?
 *        3. Could a philosopher starve? (In what order does V wake?)
 *        4. Find another cure, for example one more semaphore. */
#include <errno.h>
#include <robin.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define MOST 9
#define MEALS 3
#define NOBODY (-1)
#define NONE (-1)
#define LOOKS 50 /* how often the parent looks for a deadlock, every 0.2 s */

enum state { THINKING = '.', HUNGRY = 'h', EATING = 'E' };

/* Philosophers and forks have numbers from 0 here and from 1 on the screen. Philosopher i has fork i on the left. */
struct shared {
    char state[MOST];
    int holder[MOST]; /* of each fork */
    int wanted[MOST]; /* the fork that each philosopher waits for */
    int meals;
};

static struct shared *shared;

static int count;
static bool left_first;
static int forks[MOST];
static int table; /* guards the states and meals, and the screen while a line is written in parts */

static int left(int philosopher) {
    return philosopher;
}

static int right(int philosopher) {
    return (philosopher + 1) % count;
}

static void pause_milliseconds(int milliseconds) {
    usleep((useconds_t)milliseconds * 1000);
}

/* What a philosopher does now; a line on the screen when it begins to eat. */
static void become(int philosopher, enum state state) {
    P(table);
    shared->state[philosopher] = (char)state;
    if (state == EATING) {
        shared->meals++;
        printf("philosopher %d eats  ", philosopher + 1);
        for (int i = 0; i < count; i++)
            printf("  %c", shared->state[i]);
        printf("\n");
        for (int i = 0; i < count; i++)
            CHECK(shared->state[i] != EATING || shared->state[right(i)] != EATING, "neighbours %d and %d eat", i + 1,
                  right(i) + 1);
    }
    V(table);
}

static void take(int philosopher, int fork) {
    shared->wanted[philosopher] = fork;
    P(forks[fork]);
    shared->holder[fork] = philosopher;
    shared->wanted[philosopher] = NONE;
    if (left_first)
        printf("philosopher %d takes fork %d\n", philosopher + 1, fork + 1);
}

static void put(int fork) {
    shared->holder[fork] = NOBODY;
    V(forks[fork]);
}

static void dine(int philosopher) {
    int first = left(philosopher), second = right(philosopher);
    if (first > second && !left_first) {
        first = right(philosopher);
        second = left(philosopher);
    }
    for (int meal = 0; meal < MEALS || left_first; meal++) {
        pause_milliseconds(10 + 10 * ((philosopher + meal) % 3)); /* thinks */
        become(philosopher, HUNGRY);
        mark("hungry", count);
        take(philosopher, first);
        pause_milliseconds(30); /* reaches for the other one: long enough for the neighbour to take it */
        take(philosopher, second);
        mark("hungry", 0);
        become(philosopher, EATING);
        mark("eating", count / 2); /* so many can eat at a time */
        pause_milliseconds(20);
        mark("eating", 0);
        become(philosopher, THINKING);
        put(first);
        put(second);
    }
}

/* Everybody holds the left fork and waits for the right one, which the neighbour holds: a circle. */
static bool is_circle_closed(void) {
    for (int i = 0; i < count; i++)
        if (shared->holder[left(i)] != i || shared->wanted[i] != right(i))
            return false;
    return true;
}

/* Waits until nobody eats any more, shows why, and ends the philosophers: none will ever end by itself. */
static void watch_deadlock(const pid_t *pids) {
    bool deadlock = false;
    for (int look = 0; look < LOOKS && !deadlock; look++) {
        int meals = shared->meals;
        pause_milliseconds(200);
        deadlock = shared->meals == meals && is_circle_closed();
    }
    if (CHECK(deadlock, "they are still eating"))
        printf("nobody has eaten for 0.2 seconds:\n");
    for (int i = 0; i < count && deadlock; i++)
        printf("philosopher %d holds fork %d and waits for fork %d, which philosopher %d holds\n", i + 1, left(i) + 1,
               right(i) + 1, shared->holder[right(i)] + 1);
    for (int i = 0; i < count; i++)
        kill(pids[i], SIGKILL);
    for (int i = 0; i < count; i++) {
        int status;
        CHECK(waitpid(pids[i], &status, 0) == pids[i], "philosopher %d is not there to be reaped", i + 1);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "philosopher %d ended by itself", i + 1);
    }
    printf("a deadlock: it ends only because all %d are killed\n", count);
}

static void create_semaphores(void) {
    table = sem_create(1);
    REQUIRE(table >= 0, "sem_create: %s", strerror(errno));
    sem_label(table, "table");
    for (int i = 0; i < count; i++) {
        char name[16];
        forks[i] = sem_create(1);
        REQUIRE(forks[i] >= 0, "sem_create: %s", strerror(errno));
        snprintf(name, sizeof name, "fork %d", i + 1);
        sem_label(forks[i], name);
    }
}

int main(int argc, char **argv) {
    char *end = "";
    left_first = argc > 1 && strcmp(argv[argc - 1], "deadlock") == 0;
    int numbers = argc - 1 - left_first;
    count = numbers > 0 ? (int)strtol(argv[1], &end, 10) : 5;
    if (numbers > 1 || *end != '\0' || count < 2 || count > MOST) {
        fprintf(stderr, "philosophers: give a number from 2 to %d or nothing, then `deadlock` or nothing\n", MOST);
        return 2;
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED, "mmap: %s", strerror(errno));
    create_semaphores();
    printf("%d philosophers, each takes the %s fork first\n%-20s", count, left_first ? "left" : "lower-numbered", "");
    for (int i = 0; i < count; i++) {
        shared->state[i] = THINKING;
        shared->holder[i] = NOBODY;
        shared->wanted[i] = NONE;
        printf("  %d", i + 1);
    }
    printf("\n");

    pid_t pids[MOST];
    for (int i = 0; i < count; i++) {
        pids[i] = fork();
        REQUIRE(pids[i] >= 0, "fork: %s", strerror(errno));
        if (pids[i] == 0) {
            dine(i);
            return check_result();
        }
    }
    if (left_first) {
        watch_deadlock(pids);
        return check_result();
    }
    for (int i = 0; i < count; i++)
        check_child(pids[i], 0);
    printf("all have eaten %d times\n", MEALS);
    CHECK(shared->meals == count * MEALS, "%d meals, not %d", shared->meals, count * MEALS);
    for (int i = 0; i < count; i++)
        CHECK(sem_value(forks[i]) == 1, "fork %d is not back on the table", i + 1);
    return check_result();
}
