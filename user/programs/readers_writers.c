/* readers_writers - many may read at the same time, a writer must be alone
 *
 * Usage: readers_writers
 *
 * Three readers and two writers come to one page again and again. The first
 * reader in takes the room for all readers, the last one out gives it back;
 * a writer takes the room for itself. At the door all queue in one line, so
 * that readers who keep coming cannot lock a writer out for ever.
 *
 * Watch: who is in the room: several R together, but a W always alone.
 *
 * Think: 1. Remove `door`. Who may starve then, and how?
 *        2. Why does only the first reader do P(room)?
 *        3. May the V(room) of the last reader be done by another process than
 *           the P(room) of the first? Is `room` a mutex, then? */
#include <errno.h>
#include <robin.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define READERS 3
#define WRITERS 2
#define PEOPLE (READERS + WRITERS)
#define VISITS 2 /* of each */

struct shared {
    volatile int page[2]; /* both halves are written together, and must be read equal */
    int readers;          /* in the room */
    bool inside[PEOPLE];  /* who is in the room */
    int most_readers;     /* the most that were in the room together */
    int visits;
};

static struct shared *shared;

static int door, room;
static int counting; /* guards the number of readers */
static int table;    /* guards the rest of *shared but the page */

static char letter(int person) {
    return person < READERS ? 'R' : 'W';
}

/* Writes down who comes or goes, and draws the room. */
static void pass(int person, bool inside) {
    P(table);
    shared->inside[person] = inside;
    int readers = 0, writers = 0;
    printf("%s %d %s  |", person < READERS ? "reader" : "writer", person + 1, inside ? "enters" : "leaves");
    for (int i = 0; i < PEOPLE; i++) {
        readers += shared->inside[i] && i < READERS;
        writers += shared->inside[i] && i >= READERS;
        if (shared->inside[i])
            printf(" %c%d", letter(i), i + 1);
        else
            printf("  .");
    }
    printf(" |\n");
    shared->visits += inside;
    shared->most_readers = readers > shared->most_readers ? readers : shared->most_readers;
    CHECK(writers == 0 || (writers == 1 && readers == 0), "%d writers and %d readers in one room", writers, readers);
    V(table);
}

static void read_page(int person) {
    P(door);
    P(counting);
    if (++shared->readers == 1)
        P(room); /* with `counting` in hand: no other reader passes before the first one has */
    V(counting);
    V(door);
    pass(person, true);

    mark("reading", READERS);
    int first_half = shared->page[0];
    usleep(30000);
    int second_half = shared->page[1];
    mark("reading", 0);
    CHECK(first_half == second_half, "the page reads %d and %d", first_half, second_half);

    pass(person, false);
    P(counting);
    if (--shared->readers == 0)
        V(room);
    V(counting);
}

static void write_page(int person) {
    P(door);
    P(room);
    V(door);
    pass(person, true);

    mark("writing", 1);
    shared->page[0]++;
    usleep(20000);
    shared->page[1]++;
    mark("writing", 0);

    pass(person, false);
    V(room);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc != 1) {
        fprintf(stderr, "readers_writers: takes no arguments\n");
        return 2;
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED, "mmap: %s", strerror(errno));
    door = sem_create(1);
    room = sem_create(1);
    counting = sem_create(1);
    table = sem_create(1);
    REQUIRE(door >= 0 && room >= 0 && counting >= 0 && table >= 0, "sem_create: %s", strerror(errno));
    sem_label(door, "door");
    sem_label(room, "room");
    sem_label(counting, "counting");
    sem_label(table, "table");
    printf("                 | in the room    |\n");

    pid_t pids[PEOPLE];
    for (int person = 0; person < PEOPLE; person++) {
        pids[person] = fork();
        REQUIRE(pids[person] >= 0, "fork: %s", strerror(errno));
        if (pids[person] == 0) {
            for (int visit = 0; visit < VISITS; visit++) {
                person < READERS ? read_page(person) : write_page(person);
                usleep(10000);
            }
            return check_result();
        }
    }
    for (int person = 0; person < PEOPLE; person++)
        check_child(pids[person], 0);

    printf("%d visits, %d times written, up to %d readers together\n", shared->visits, shared->page[0],
           shared->most_readers);
    CHECK(shared->visits == PEOPLE * VISITS, "not %d visits", PEOPLE * VISITS);
    CHECK(shared->page[0] == WRITERS * VISITS && shared->page[1] == WRITERS * VISITS, "a writer's work is lost");
    CHECK(shared->most_readers > 1, "no two readers were ever in the room together");
    return check_result();
}
