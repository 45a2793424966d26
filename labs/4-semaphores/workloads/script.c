/* script - plays episodes of P and V
 *
 * Usage: script EPISODE...
 *
 * An episode is the value of a new semaphore, a colon, and letters. One process
 * plays them in turn; each W adds a child that waits.
 *
 *   P V T      the player's own P, V and try_P
 *   W          a waiter starts: P, and then it ends
 *   A          a child starts that gives a V, a while later
 *   Y          the others run until nobody can any more
 *   K S C      kill, stop, continue the waiter whose number follows: K0
 *   D          destroy the semaphore
 *   O          V and P of another semaphore
 *
 * An episode that does not end is ended: whoever still takes part is killed. */
#include <errno.h>
#include <robin.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAITERS_MAX 10
#define STEP_MICROSECONDS 10000
#define SETTLE_STEPS 3
#define LATER_STEPS 12
#define EPISODE_STEPS 60

static int id, other;
static pid_t waiters[WAITERS_MAX];
static int waiter_count;

static pid_t must_fork(void) {
    pid_t pid = fork();
    if (pid < 0) {
        perror("script: fork");
        _exit(2);
    }
    return pid;
}

/* Time for everybody who can to run and to block. */
static void settle(int steps) {
    usleep((useconds_t)steps * STEP_MICROSECONDS);
}

static void start_waiter(void) {
    int number = waiter_count++;
    waiters[number] = must_fork();
    if (waiters[number] == 0) {
        int result = P(id);
        mark(result == 0 ? "passed" : "came back", number);
        _exit(result == 0 ? 0 : errno);
    }
}

static void start_later_V(void) {
    if (must_fork() == 0) {
        settle(LATER_STEPS);
        V(id);
        _exit(0);
    }
}

static void play(const char *episode) {
    char *letters;
    id = sem_create((int)strtol(episode, &letters, 10));
    other = sem_create(0);
    for (char *letter = letters + 1; *letter; letter++) {
        int number = letter[1] - '0';
        switch (*letter) {
        case 'P':
            P(id);
            break;
        case 'V':
            V(id);
            break;
        case 'T':
            try_P(id);
            break;
        case 'W':
            start_waiter();
            settle(SETTLE_STEPS);
            break;
        case 'A':
            start_later_V();
            break;
        case 'Y':
            settle(SETTLE_STEPS);
            break;
        case 'K':
            kill(waiters[number], SIGKILL);
            break;
        case 'S':
            kill(waiters[number], SIGSTOP);
            break;
        case 'C':
            kill(waiters[number], SIGCONT);
            break;
        case 'D':
            sem_destroy(id);
            break;
        case 'O':
            V(other);
            P(other);
            break;
        }
        if (*letter != 'D')
            sem_value(id);
    }
    settle(SETTLE_STEPS);
}

/* Waits for the player, but not for ever; then nobody of the episode is left. */
static void watch(pid_t player) {
    int steps = 0;
    while (waitpid(player, NULL, WNOHANG) == 0 && steps++ < EPISODE_STEPS)
        settle(1);
    kill(-player, SIGKILL);
    if (steps > EPISODE_STEPS)
        waitpid(player, NULL, 0);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        mark("episode", i);
        pid_t player = must_fork();
        if (player == 0) {
            setpgid(0, 0);
            play(argv[i]);
            _exit(0);
        }
        setpgid(player, player);
        watch(player);
    }
    return 0;
}
