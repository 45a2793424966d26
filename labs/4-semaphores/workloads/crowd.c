/* crowd - several processes compete for the units of one semaphore
 *
 * Usage: crowd PROCESSES UNITS ROUNDS SEED
 *
 * Each takes a unit, computes, gives it back, computes, ROUNDS times. How long it
 * computes is drawn from the seed. Whoever is not over in time is killed. */
#include <robin.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES_MAX 16
#define STEP_MICROSECONDS 10000
#define STEPS 100

static uint32_t drawn;

static void compute(void) {
    drawn = drawn * 1664525u + 1013904223u;
    for (volatile uint32_t left = drawn >> 18; left > 0; left--)
        ;
}

static void work(int id, int rounds) {
    for (int round = 0; round < rounds; round++) {
        compute();
        if (P(id) != 0)
            _exit(1);
        mark("inside", 1);
        compute();
        mark("inside", 0);
        V(id);
    }
    _exit(0);
}

int main(int argc, char **argv) {
    int processes = argc == 5 ? atoi(argv[1]) : 0;
    if (processes < 1 || processes > PROCESSES_MAX)
        return 2;
    pid_t pids[PROCESSES_MAX];
    int id = sem_create(atoi(argv[2]));
    for (int i = 0; i < processes; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            drawn = (uint32_t)atoi(argv[4]) + (uint32_t)i * 2654435761u;
            work(id, atoi(argv[3]));
        }
    }
    int left = processes;
    for (int steps = 0; left > 0 && steps < STEPS; steps++) {
        while (waitpid(-1, NULL, WNOHANG) > 0)
            left--;
        usleep(STEP_MICROSECONDS);
    }
    for (int i = 0; left > 0 && i < processes; i++)
        kill(pids[i], SIGKILL);
    return 0;
}
