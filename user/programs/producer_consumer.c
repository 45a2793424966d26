/* producer_consumer - a bounded buffer between those who make and those who use
 *
 * Usage: producer_consumer
 *
 * Two producers put numbered items into a buffer of four slots, two consumers
 * take them out. Three semaphores: `empty` counts free slots, and a producer
 * waits there while the buffer is full; `full` counts items, and a consumer
 * waits there while it is empty; `mutex` lets one at a time at the buffer.
 *
 * Watch: first the consumers are slow and the buffer fills up; then the
 * producers are slow and it runs empty. Items leave in the order they came in.
 *
 * Think: 1. Swap P(empty) and P(mutex) in produce(). When does that hang?
 *        2. What is empty + full, when nobody is between its P and its V?
 *        3. Is mutex needed with one producer and one consumer? */
#include <errno.h>
#include <robin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define SLOTS 4
#define PEOPLE 2 /* producers, and as many consumers */
#define ITEMS_EACH 5
#define ITEMS (PEOPLE * ITEMS_EACH)

struct shared {
    int slots[SLOTS]; /* slots[first % SLOTS] is the oldest item */
    int first;        /* items taken so far */
    int end;          /* items put so far */
    int most;         /* the most that were ever inside */
};

static struct shared *shared;

static int empty, full, mutex;

static void work(int milliseconds) {
    usleep((useconds_t)milliseconds * 1000);
}

static void show(const char *who, int number, const char *does, int item) {
    printf("%s %d %s %2d   |", who, number, does, item);
    for (int i = 0; i < SLOTS; i++) {
        if (shared->first + i < shared->end)
            printf("%3d", shared->slots[(shared->first + i) % SLOTS]);
        else
            printf("  .");
    }
    printf(" |\n");
}

static void produce(int producer) {
    P(empty);
    P(mutex);
    mark("putting", 1);
    int item = shared->end + 1;
    shared->slots[shared->end++ % SLOTS] = item;
    int inside = shared->end - shared->first;
    CHECK(inside <= SLOTS, "%d items in %d slots", inside, SLOTS);
    shared->most = inside > shared->most ? inside : shared->most;
    show("producer", producer, "puts ", item);
    mark("putting", 0);
    V(mutex);
    V(full);
}

static int consume(int consumer) {
    P(full);
    P(mutex);
    mark("taking", 1);
    CHECK(shared->first < shared->end, "nothing is there to take");
    int item = shared->slots[shared->first++ % SLOTS];
    CHECK(item == shared->first, "item %d came out when %d was due", item, shared->first);
    show("consumer", consumer, "takes", item);
    mark("taking", 0);
    V(mutex);
    V(empty);
    return item;
}

static void be_producer(int producer) {
    for (int i = 0; i < ITEMS_EACH; i++) {
        work(i < ITEMS_EACH - 2 ? 0 : 80);
        produce(producer);
    }
}

static void be_consumer(int consumer) {
    for (int i = 0; i < ITEMS_EACH; i++)
        work(consume(consumer) <= ITEMS / 2 ? 50 : 10);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc != 1) {
        fprintf(stderr, "producer_consumer: takes no arguments\n");
        return 2;
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED, "mmap: %s", strerror(errno));
    empty = sem_create(SLOTS);
    full = sem_create(0);
    mutex = sem_create(1);
    REQUIRE(empty >= 0 && full >= 0 && mutex >= 0, "sem_create: %s", strerror(errno));
    sem_label(empty, "empty");
    sem_label(full, "full");
    sem_label(mutex, "mutex");

    pid_t pids[2 * PEOPLE];
    for (int i = 0; i < 2 * PEOPLE; i++) {
        pids[i] = fork();
        REQUIRE(pids[i] >= 0, "fork: %s", strerror(errno));
        if (pids[i] == 0) {
            if (i < PEOPLE)
                be_producer(i + 1);
            else
                be_consumer(i - PEOPLE + 1);
            return check_result();
        }
    }
    for (int i = 0; i < 2 * PEOPLE; i++)
        check_child(pids[i], 0);

    printf("%d items put, %d taken, at most %d in %d slots\n", shared->end, shared->first, shared->most, SLOTS);
    CHECK(shared->end == ITEMS && shared->first == ITEMS, "not all %d items went through", ITEMS);
    CHECK(sem_value(empty) == SLOTS && sem_value(full) == 0 && sem_value(mutex) == 1,
          "in the end empty is %d, full %d, mutex %d", sem_value(empty), sem_value(full), sem_value(mutex));
    return check_result();
}
