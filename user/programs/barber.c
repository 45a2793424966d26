/* barber - the sleeping barber, with chairs for those who wait (Dijkstra)
 *
 * Usage: barber
 *
 * A barber cuts one customer's hair at a time and sleeps when there is none.
 * Two chairs are for waiting; who finds both taken goes away. `customers`
 * counts those who wait: the barber sleeps in P on it. `barber` calls the next
 * one in. `finished` tells that the hair is cut.
 *
 * Watch: customers come faster than the barber works, until no chair is free.
 *
 * Think: 1. Why is "is a chair free?" asked inside the mutex?
 *        2. May the barber do P(customers) inside the mutex?
 *        3. In what order are those who wait called in, and who decides it? */
#include <errno.h>
#include <robin.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define CHAIRS 2
#define CUSTOMERS 8

struct shared {
    int waiting;
    int served;
    int turned_away;
    bool closed;
};

static struct shared *shared;

static int customers, barber, finished, mutex;

static void say(const char *who, int number, const char *what) {
    printf("%-8s ", who);
    if (number > 0)
        printf("%d ", number);
    else
        printf("  ");
    printf("%-24s %d of %d chairs taken\n", what, shared->waiting, CHAIRS);
}

static void be_barber(void) {
    for (;;) {
        if (sem_value(customers) == 0)
            say("barber", 0, "sleeps");
        P(customers);
        P(mutex);
        if (shared->closed) {
            V(mutex);
            return;
        }
        shared->waiting--;
        V(barber);
        say("barber", 0, "calls the next one in");
        V(mutex);
        mark("cutting", 1);
        usleep(50000);
        mark("cutting", 0);
        shared->served++;
        V(finished);
    }
}

static void be_customer(int number) {
    usleep((useconds_t)number * 20000);
    P(mutex);
    if (shared->waiting == CHAIRS) {
        shared->turned_away++;
        say("customer", number, "finds no chair and goes");
        V(mutex);
        return;
    }
    shared->waiting++;
    say("customer", number, "sits down");
    V(customers);
    V(mutex);
    P(barber);
    P(finished);
    P(mutex);
    say("customer", number, "goes with short hair");
    V(mutex);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc != 1) {
        fprintf(stderr, "barber: takes no arguments\n");
        return 2;
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED, "mmap: %s", strerror(errno));
    customers = sem_create(0);
    barber = sem_create(0);
    finished = sem_create(0);
    mutex = sem_create(1);
    REQUIRE(customers >= 0 && barber >= 0 && finished >= 0 && mutex >= 0, "sem_create: %s", strerror(errno));
    sem_label(customers, "customers");
    sem_label(barber, "barber");
    sem_label(finished, "finished");
    sem_label(mutex, "mutex");

    pid_t pids[CUSTOMERS + 1]; /* number 0 is the barber */
    for (int number = 0; number <= CUSTOMERS; number++) {
        pids[number] = fork();
        REQUIRE(pids[number] >= 0, "fork: %s", strerror(errno));
        if (pids[number] == 0) {
            if (number == 0)
                be_barber();
            else
                be_customer(number);
            return check_result();
        }
    }
    for (int number = 1; number <= CUSTOMERS; number++)
        check_child(pids[number], 0);
    shared->closed = true; /* wakes the barber to go home */
    V(customers);
    check_child(pids[0], 0);

    printf("%d customers served, %d turned away\n", shared->served, shared->turned_away);
    CHECK(shared->served + shared->turned_away == CUSTOMERS, "%d customers came", CUSTOMERS);
    CHECK(shared->served > CHAIRS, "only %d were served", shared->served);
    CHECK(shared->waiting == 0, "%d are still waiting", shared->waiting);
    CHECK(sem_value(barber) == 0 && sem_value(finished) == 0, "the barber worked for nobody");
    return check_result();
}
