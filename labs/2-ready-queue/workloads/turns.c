/* turns - processes that compute, yield, sleep and are stopped, as they are told
 *
 * Usage: turns PART...
 *
 * Each part is letters, which a child of its own plays in turn. The children
 * start together, when all are there. The parent plays the last part itself, if
 * it begins with a +.
 *
 *   c C      compute for about a third of a tick, for about two ticks (at 1000 Hz)
 *   Y        yield
 *   S        sleep for about three ticks
 *   F        fork a child that computes and ends
 *   Z R      stop, continue the child whose number follows: Z0
 *   *        play all of it again, as often as the number that follows says */
#include <robin.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN_MAX 9
#define LOOPS 14000
#define SLEEP_MICROSECONDS 3000
#define PATIENCE_STEPS 200

static pid_t children[CHILDREN_MAX];
static volatile int *is_started;

static void compute(int times) {
    for (volatile int left = times * LOOPS; left > 0; left--)
        ;
}

static void fork_another(void) {
    if (fork() == 0) {
        compute(1);
        _exit(0);
    }
}

static void play(char letter, int number) {
    switch (letter) {
    case 'c':
        compute(1);
        break;
    case 'C':
        compute(6);
        break;
    case 'Y':
        sched_yield();
        break;
    case 'S':
        usleep(SLEEP_MICROSECONDS);
        break;
    case 'F':
        fork_another();
        break;
    case 'Z':
        kill(children[number], SIGSTOP);
        break;
    case 'R':
        kill(children[number], SIGCONT);
        break;
    }
}

/* All letters up to a star, as often as the number behind it says. */
static void play_part(const char *part) {
    const char *star = part;
    while (*star && *star != '*')
        star++;
    int rounds = *star ? atoi(star + 1) : 1;
    for (int round = 0; round < rounds; round++) {
        for (const char *letter = part; letter < star; letter++)
            play(*letter, letter[1] - '0');
    }
}

static int start(int count, char **parts) {
    int started = 0;
    for (int i = 0; i < count; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            while (!*is_started)
                usleep(SLEEP_MICROSECONDS);
            mark("begins", i);
            play_part(parts[i]);
            mark("is over", i);
            _exit(0);
        }
        started += children[i] > 0;
    }
    return started;
}

int main(int argc, char **argv) {
    char **parts = argv + 1;
    int count = argc - 1;
    if (count < 1 || count > CHILDREN_MAX)
        return 2;
    is_started = mmap(NULL, sizeof *is_started, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const char *own = parts[count - 1][0] == '+' ? parts[--count] + 1 : "";
    int left = start(count, parts);
    *is_started = 1;
    play_part(own);
    for (int step = 0; left > 0 && step < PATIENCE_STEPS; step++) {
        while (waitpid(-1, NULL, WNOHANG) > 0)
            left--;
        usleep(SLEEP_MICROSECONDS);
    }
    for (int i = 0; left > 0 && i < count; i++)
        kill(children[i], SIGKILL);
    return 0;
}
