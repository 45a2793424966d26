/* interrupts - processes take units that an interrupt handler gives
 *
 * Usage: interrupts PROCESSES ROUNDS
 *
 * The handler is in probe.c; it knows the semaphore by its label. The last of the
 * processes only looks whether there is a unit, again and again. */
#include <robin.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES_MAX 8
#define STEP_MICROSECONDS 10000
#define STEPS 30

static void take(int id, int rounds) {
    while (rounds-- > 0 && P(id) == 0)
        mark("took", rounds);
    _exit(0);
}

static void look(int id, int rounds) {
    for (int i = 0; i < rounds * 10; i++) {
        try_P(id);
        for (volatile int left = 500; left > 0; left--)
            ;
    }
    _exit(0);
}

int main(int argc, char **argv) {
    int processes = argc == 3 ? atoi(argv[1]) : 0, rounds = argc == 3 ? atoi(argv[2]) : 0;
    if (processes < 1 || processes > PROCESSES_MAX)
        return 2;
    pid_t pids[PROCESSES_MAX];
    int id = sem_create(0);
    for (int i = 0; i < processes; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            if (i < processes - 1)
                take(id, rounds);
            look(id, rounds);
        }
    }
    usleep(STEP_MICROSECONDS); /* somebody waits already when the first interrupt gives */
    sem_label(id, "interrupt");
    int left = processes;
    for (int step = 0; left > 0 && step < STEPS; step++) {
        while (waitpid(-1, NULL, WNOHANG) > 0)
            left--;
        usleep(STEP_MICROSECONDS);
    }
    for (int i = 0; left > 0 && i < processes; i++)
        kill(pids[i], SIGKILL);
    return 0;
}
