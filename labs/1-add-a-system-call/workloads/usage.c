/* usage - uses the CPU and asks how much it was
 *
 * Usage: usage EPISODE...
 *
 * An episode is letters, some with a number behind. A process of its own plays
 * them in turn.
 *
 *   uN kN   compute for N steps; give the kernel work for N steps
 *   bN      from now on the structure lies across the end of a page, N bytes before it
 *   S T R   ask for the own time, as a process and as a thread; for that of the children
 *   aN      ask for whose = N, which is nobody
 *   pN PN   ask for the own time, the children's, with a structure at the bad place N
 *   nN      both: whose = N, at address 0
 *   cN      a child works N steps in both ways; wait for it
 *   gN      a child does so, and waits for a child of its own that does the same
 *   zN lN   a child computes N steps and then is dead, or sleeps; nobody waits for it
 *   w       wait for all that are dead
 *   f       a child asks, with a structure in memory that it still shares with us
 *
 * What comes back becomes marks. An episode that does not end is ended. */
#include <robin.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/system_call.h"

#define PAGE_BYTES 4096
#define PATTERN 0x5a
#define STEP_ROUNDS 20000
#define STEP_PAGES 96
#define STEP_MICROSECONDS 3000 /* more than a step takes */
#define SETTLE_MICROSECONDS 20000
#define WATCH_MICROSECONDS 20000
#define WATCH_STEPS 200

/* Five pages: two to write to, with a hole behind them, and one that may only be read between two to write to. */
static unsigned char *pages;
static unsigned char *place; /* of the structure */

static pid_t must_fork(void) {
    pid_t pid = fork();
    if (pid < 0) {
        perror("usage: fork");
        _exit(2);
    }
    return pid;
}

static void compute(int steps) {
    for (volatile int left = steps * STEP_ROUNDS; left > 0; left--)
        ;
}

/* The first touch of each page is a fault, for which the kernel finds a frame and clears it. */
static void use_the_kernel(int steps) {
    for (; steps > 0; steps--) {
        unsigned char *memory =
            mmap(NULL, STEP_PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        for (int page = 0; memory != MAP_FAILED && page < STEP_PAGES; page++)
            memory[page * PAGE_BYTES] = 1;
        munmap(memory, STEP_PAGES * PAGE_BYTES);
    }
}

static void work(int steps) {
    compute(steps);
    use_the_kernel(steps);
}

/* --- Asking --- */

static void wipe(void) {
    memset(pages, PATTERN, 2 * PAGE_BYTES);
}

/* Bytes of the two pages that are not as wipe left them, but for the structure. */
static int changed_around(void) {
    int changed = 0;
    for (unsigned char *byte = pages; byte < pages + 2 * PAGE_BYTES; byte++)
        changed += *byte != PATTERN && (byte < place || byte >= place + sizeof(struct rusage));
    return changed;
}

static int changed_inside(void) {
    int changed = 0;
    for (unsigned i = 0; i < sizeof(struct rusage); i++)
        changed += place[i] != PATTERN;
    return changed;
}

static void report(void) {
    struct rusage usage;
    memcpy(&usage, place, sizeof usage);
    int32_t others[sizeof usage / sizeof(int32_t)], rest = 0;
    memcpy(others, &usage, sizeof others);
    for (unsigned i = 4; i < sizeof others / sizeof others[0]; i++)
        rest |= others[i];
    mark("user s", usage.ru_utime.tv_sec);
    mark("user us", usage.ru_utime.tv_usec);
    mark("kernel s", usage.ru_stime.tv_sec);
    mark("kernel us", usage.ru_stime.tv_usec);
    mark("rest", rest);
    mark("beside", changed_around());
}

static void ask(int whose) {
    wipe();
    if (system_call2(SYS_getrusage, whose, (long)place) >= 0)
        report();
    else
        mark("written", changed_inside() + changed_around());
}

static void ask_with_a_bad_place(int whose, int number) {
    unsigned char *read_only = pages + 4 * PAGE_BYTES;
    const uint32_t places[] = {
        0,
        PAGE_BYTES - 8,
        (uint32_t)pages + 2 * PAGE_BYTES,      /* in the hole */
        (uint32_t)pages + 2 * PAGE_BYTES - 4,  /* across its edge, with one word before it, */
        (uint32_t)pages + 2 * PAGE_BYTES - 40, /* with ten, */
        (uint32_t)pages + 2 * PAGE_BYTES - 68, /* with all but the last */
        (uint32_t)read_only,
        (uint32_t)read_only - 36,
        (uint32_t)compute, /* the program's text */
        0xc0000000 - 16,
        0xc0000000,
        0xc0100000,
        0xc1000000,
        0xfffff000,
        0xffffffd0, /* across the end of all addresses */
        0xffffffff,
    };
    uint32_t address = places[(unsigned)number % (sizeof places / sizeof places[0])];
    wipe();
    mark("bad place", number);
    system_call2(SYS_getrusage, whose, (long)address);
    place = (unsigned char *)address;
    mark("beside", changed_around());
    place = pages;
}

static void ask_in_shared_memory(void) {
    wipe();
    pid_t pid = must_fork();
    if (pid == 0) {
        mark("shared", 1);
        if (system_call2(SYS_getrusage, RUSAGE_SELF, (long)place) >= 0)
            report();
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    mark("parent's copy", changed_inside() + changed_around());
}

/* --- Children --- */

static void child_that_is_waited_for(int steps, bool is_grandparent) {
    pid_t pid = must_fork();
    if (pid == 0) {
        work(steps);
        if (is_grandparent)
            child_that_is_waited_for(steps, false);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

static void child_that_is_not(int steps, bool lives) {
    pid_t pid = must_fork();
    if (pid == 0) {
        compute(steps);
        while (lives)
            sleep(1000);
        _exit(0);
    }
    usleep((useconds_t)(SETTLE_MICROSECONDS + steps * STEP_MICROSECONDS));
}

static void play(const char *episode) {
    pages = mmap(NULL, 6 * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(pages + 2 * PAGE_BYTES, PAGE_BYTES);
    mmap(pages + 4 * PAGE_BYTES, PAGE_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    place = pages;
    while (*episode) {
        char letter = *episode, *end;
        int number = (int)strtol(episode + 1, &end, 10);
        episode = end > episode + 1 ? end : episode + 1;
        switch (letter) {
        case 'u':
            compute(number);
            break;
        case 'k':
            use_the_kernel(number);
            break;
        case 'b':
            place = pages + PAGE_BYTES - number;
            break;
        case 'S':
            ask(RUSAGE_SELF);
            break;
        case 'T':
            ask(RUSAGE_THREAD);
            break;
        case 'R':
            ask(RUSAGE_CHILDREN);
            break;
        case 'a':
            ask(number);
            break;
        case 'n':
            system_call2(SYS_getrusage, number, 0);
            break;
        case 'p':
            ask_with_a_bad_place(RUSAGE_SELF, number);
            break;
        case 'P':
            ask_with_a_bad_place(RUSAGE_CHILDREN, number);
            break;
        case 'c':
            child_that_is_waited_for(number, false);
            break;
        case 'g':
            child_that_is_waited_for(number, true);
            break;
        case 'z':
            child_that_is_not(number, false);
            break;
        case 'l':
            child_that_is_not(number, true);
            break;
        case 'w':
            while (waitpid(-1, NULL, WNOHANG) > 0)
                ;
            break;
        case 'f':
            ask_in_shared_memory();
            break;
        }
    }
}

/* Waits for the player, but not for ever; then nobody of the episode is left. */
static void watch(pid_t player) {
    int steps = 0;
    while (waitpid(player, NULL, WNOHANG) == 0 && steps++ < WATCH_STEPS)
        usleep(WATCH_MICROSECONDS);
    kill(-player, SIGKILL);
    if (steps > WATCH_STEPS)
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
