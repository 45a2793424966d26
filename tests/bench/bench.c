/* What the kernel's work costs, in instructions.
 *
 * Usage: bench                      every row of the table: lines "bench NAME COUNT"
 *        bench P V                  some rows
 *        bench repeat WORK COUNT    one kind of work many times and nothing else, for tools/profile
 *
 * The time-stamp counter counts instructions when QEMU runs with -icount shift=0: two readings give the cost of what is
 * between them, exactly and every time. What the readings and the call between them cost themselves is taken off. Each
 * figure is the median of many samples, so that a timer tick in one of them does not show. System calls are made
 * here with int 0x80: nothing of the C library is in the figures.
 *
 * The same file runs on Linux, with System V semaphores in place of P and V. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <robin.h>

#include "user/lib/system_call.h"

#define PAGE_BYTES 4096
#define MEGABYTE (1 << 20)
#define SAMPLES_MAX 101
#define ATTEMPTS_MAX 100000

/* --- System calls without a C library --- */

static bool on_linux;

/* Linux: ipc(2) with its first operation, semop, which takes a list of these. */
#define LINUX_SYS_IPC 117
#define LINUX_SEMOP 1
static struct {
    unsigned short number;
    short change;
    short flags;
} linux_take = {.change = -1}, linux_give = {.change = 1};

static inline void robin_P(int semaphore) {
    system_call1(SYS_P, semaphore);
}

static inline void robin_V(int semaphore) {
    system_call1(SYS_V, semaphore);
}

static inline void linux_P(int semaphore) {
    system_call5(LINUX_SYS_IPC, LINUX_SEMOP, semaphore, 1, 0, (long)&linux_take);
}

static inline void linux_V(int semaphore) {
    system_call5(LINUX_SYS_IPC, LINUX_SEMOP, semaphore, 1, 0, (long)&linux_give);
}

static inline void leave(void) {
    system_call1(SYS_exit, 0);
}

static inline char *move_heap_end(char *end) {
    return (char *)system_call1(SYS_brk, (long)end);
}

static pid_t fork_or_end(void) {
    pid_t child = system_call0(SYS_fork);
    if (child < 0) {
        printf("bench: fork: error %d\n", -child);
        exit(1);
    }
    return child;
}

/* --- The kinds of work. `before` and `after` are not timed; `start` and `stop` enclose all samples. --- */

struct work {
    const char *name;
    void (*once)(void);
    void (*once_on_linux)(void); /* instead of it there; NULL: the same */
    void (*before)(void);
    void (*after)(void);
    void (*start)(void);
    void (*stop)(void);
    bool (*is_valid)(void); /* whether the sample counts; NULL: all do */
    int parts;              /* `once` does the work so many times: 2 for there and back */
    int samples;            /* at most SAMPLES_MAX */
};

static void nothing(void) {
}

static void call_getpid(void) {
    system_call0(SYS_getpid);
}

static void call_yield(void) {
    system_call0(SYS_sched_yield);
}

/* A process to work with. */
static pid_t partner;

static void stop_partner(void) {
    kill(partner, SIGKILL);
    waitpid(partner, NULL, 0);
}

/* How often the partner has had the CPU: in memory that it shares with its parent. */
static volatile int *turns;

static void start_yielding_partner(void) {
    turns = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    partner = fork_or_end();
    while (partner == 0) {
        ++*turns;
        system_call0(SYS_sched_yield);
    }
    system_call0(SYS_sched_yield);
}

static void stop_yielding_partner(void) {
    stop_partner();
    munmap((void *)turns, PAGE_BYTES);
}

/* Whether the partner has had the CPU once since the last call. Linux's scheduler lets a process that yields go on if
 * that is fair: such a yield has not gone there and back. */
static bool partner_had_one_turn(void) {
    static int before;
    int now = *turns, had = now - before;
    before = now;
    return had == 1;
}

/* Semaphores: one that is free, and two to play ping-pong with. */
static int free_semaphore, ping, pong;

static void robin_P_free(void) {
    robin_P(free_semaphore);
}

static void robin_V_free(void) {
    robin_V(free_semaphore);
}

static void linux_P_free(void) {
    linux_P(free_semaphore);
}

static void linux_V_free(void) {
    linux_V(free_semaphore);
}

static void take_free(void) {
    on_linux ? linux_P_free() : robin_P_free();
}

static void give_free(void) {
    on_linux ? linux_V_free() : robin_V_free();
}

static void robin_play(void) {
    robin_V(ping);
    robin_P(pong);
}

static void linux_play(void) {
    linux_V(ping);
    linux_P(pong);
}

static void start_answering_partner(void) {
    partner = fork_or_end();
    while (partner == 0 && on_linux) {
        linux_P(ping);
        linux_V(pong);
    }
    while (partner == 0) {
        robin_P(ping);
        robin_V(pong);
    }
    on_linux ? linux_play() : robin_play();
}

static void fork_exit_wait(void) {
    pid_t child = system_call0(SYS_fork);
    if (child == 0)
        leave();
    system_call3(SYS_waitpid, child, 0, 0);
}

static char *const no_arguments[] = {"true", NULL};

static void fork_exec_wait(void) {
    pid_t child = system_call0(SYS_fork);
    if (child == 0) {
        system_call3(SYS_execve, (long)"/bin/true", (long)no_arguments, (long)(no_arguments + 1));
        leave();
    }
    system_call3(SYS_waitpid, child, 0, 0);
}

/* The heap: its end now, and where it was before the work began. */
static char *heap_end, *heap_end_before;

static void start_pages(void) {
    heap_end_before = move_heap_end(NULL);
    heap_end = (char *)(((uintptr_t)heap_end_before + PAGE_BYTES - 1) & -PAGE_BYTES);
    move_heap_end(heap_end);
}

static void one_page(void) {
    heap_end = move_heap_end(heap_end + PAGE_BYTES);
    heap_end[-PAGE_BYTES] = 1;
}

static void stop_pages(void) {
    move_heap_end(heap_end_before);
}

static void touch_memory(int bytes) {
    start_pages();
    for (char *goal = heap_end + bytes; heap_end < goal;)
        one_page();
}

static void touch_1_megabyte(void) {
    touch_memory(MEGABYTE);
}

static void touch_64_megabytes(void) {
    touch_memory(64 * MEGABYTE);
}

static const struct work works[] = {
    {"getpid", call_getpid, .parts = 1, .samples = 101},
    {"yield_alone", call_yield, .parts = 1, .samples = 101},
    {"yield", call_yield, .start = start_yielding_partner, .stop = stop_yielding_partner,
     .is_valid = partner_had_one_turn, .parts = 2, .samples = 101},
    {"P", robin_P_free, linux_P_free, .after = give_free, .parts = 1, .samples = 101},
    {"V", robin_V_free, linux_V_free, .before = take_free, .parts = 1, .samples = 101},
    {"ping_pong", robin_play, linux_play, .start = start_answering_partner, .stop = stop_partner, .parts = 2,
     .samples = 101},
    {"fork", fork_exit_wait, .parts = 1, .samples = 101},
    {"fork_1_megabyte", fork_exit_wait, .start = touch_1_megabyte, .stop = stop_pages, .parts = 1, .samples = 31},
    {"fork_64_megabytes", fork_exit_wait, .start = touch_64_megabytes, .stop = stop_pages, .parts = 1, .samples = 11},
    {"exec", fork_exec_wait, .parts = 1, .samples = 31},
    {"page", one_page, .start = start_pages, .stop = stop_pages, .parts = 1, .samples = 101},
};
#define WORKS ((int)(sizeof works / sizeof works[0]))

static const struct work *find_work(const char *name) {
    for (int i = 0; i < WORKS; i++)
        if (strcmp(works[i].name, name) == 0)
            return &works[i];
    return NULL;
}

static void call(void (*function)(void)) {
    if (function != NULL)
        function();
}

/* --- Measuring --- */

static uint32_t samples[SAMPLES_MAX];

static inline uint32_t instructions_now(void) {
    uint32_t low;
    __asm__ volatile("rdtsc" : "=a"(low) : : "edx", "memory");
    return low;
}

/* In thousands, all 64 bits of the counter: Linux has by now executed more than fit into 32. */
static uint32_t thousands_since_reset(void) {
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    __asm__("divl %2" : "+a"(low), "+d"(high) : "r"(1000));
    return low;
}

static int compare(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static uint32_t median(int count) {
    qsort(samples, (size_t)count, sizeof samples[0], compare);
    return samples[count / 2];
}

/* The median of all samples, with the cost of the readings and of the call in it. */
static uint32_t measure_raw(const struct work *work) {
    int taken = 0;
    call(work->start);
    for (int i = 0; i < ATTEMPTS_MAX && taken < work->samples; i++) {
        void (*once)(void) = on_linux && work->once_on_linux != NULL ? work->once_on_linux : work->once;
        call(work->before);
        uint32_t begin = instructions_now();
        once();
        samples[taken] = instructions_now() - begin;
        call(work->after);
        taken += work->is_valid == NULL || work->is_valid();
    }
    call(work->stop);
    if (taken < work->samples) {
        printf("bench: %s: only %d of %d samples\n", work->name, taken, work->samples);
        exit(1);
    }
    return median(taken);
}

static uint32_t measure(const struct work *work) {
    static const struct work empty = {.once = nothing, .samples = SAMPLES_MAX};
    return (measure_raw(work) - measure_raw(&empty)) / (uint32_t)work->parts;
}

static void report(const char *name, uint32_t count) {
    printf("bench %s %u\n", name, count);
}

/* A timer tick that returns to the process it interrupted: a loop that always takes the same number of instructions
 * takes more when a tick is in it, and the difference is the tick's cost. */
static uint32_t measure_tick(void) {
    const int ticks = 21, attempts = 20000;
    uint32_t undisturbed = UINT32_MAX;
    int found = 0;
    for (int attempt = 0; attempt < attempts && found < ticks; attempt++) {
        uint32_t turns = 100000;
        uint32_t begin = instructions_now();
        __asm__ volatile("1: decl %0\n\tjnz 1b" : "+r"(turns) : : "cc");
        uint32_t took = instructions_now() - begin;
        if (took < undisturbed) {
            undisturbed = took;
            found = 0;
        }
        if (took > undisturbed)
            samples[found++] = took - undisturbed;
    }
    return found < ticks ? 0 : median(ticks);
}

/* --- Many blocked processes around --- */

static int gate;    /* nobody passes: those who wait here leave when it is destroyed */
static int arrived; /* its value: how many have come to the gate */

static void close_gate(void) {
    gate = sem_create(0);
    arrived = sem_create(0);
}

/* Another process at the gate. False: there can be no more. */
static bool add_sleeper(void) {
    pid_t child = system_call0(SYS_fork);
    if (child == 0) {
        on_linux ? linux_V(arrived) : robin_V(arrived);
        on_linux ? linux_P(gate) : robin_P(gate);
        leave();
    }
    system_call0(SYS_sched_yield); /* the child goes to sleep now */
    return child > 0;
}

static void open_gate(void) {
    sem_destroy(gate);
    sem_destroy(arrived);
    while (waitpid(-1, NULL, 0) > 0)
        ;
}

static void measure_among_sleepers(int sleepers) {
    static const char *const names[] = {"getpid", "yield", "ping_pong", "fork"};
    close_gate();
    for (int i = 0; i < sleepers; i++)
        if (!add_sleeper()) {
            printf("bench: no more than %d processes\n", i);
            exit(1);
        }
    for (int i = 0; i < (int)(sizeof names / sizeof names[0]); i++) {
        char name[32];
        snprintf(name, sizeof name, "%s_among_%d", names[i], sleepers);
        report(name, measure(find_work(names[i])));
    }
    open_gate();
}

/* How many children can be alive at once. Their parent is a helper: it is killed itself, for want of a page, if the
 * last one goes to its last child. */
static uint32_t count_children(void) {
    close_gate();
    if (fork() == 0) {
        while (add_sleeper())
            ;
        leave();
    }
    wait(NULL);
    uint32_t children = (uint32_t)sem_value(arrived);
    open_gate();
    return children;
}

/* --- */

static const struct work *find_work_or_end(const char *name) {
    const struct work *work = find_work(name);
    if (work == NULL) {
        printf("bench: unknown work '%s'; there are:", name);
        for (int i = 0; i < WORKS; i++)
            printf(" %s", works[i].name);
        printf("\n");
        exit(1);
    }
    return work;
}

static int repeat(const char *name, int count) {
    const struct work *work = find_work_or_end(name);
    call(work->start);
    while (count-- > 0) {
        call(work->before);
        work->once();
        call(work->after);
    }
    call(work->stop);
    return 0;
}

static void measure_all(void) {
    report("thousands_before", thousands_since_reset());
    for (int i = 0; i < WORKS; i++)
        report(works[i].name, measure(&works[i]));
    report("tick", measure_tick());
    measure_among_sleepers(10);
    measure_among_sleepers(500);
    if (!on_linux) { /* there so many do not fit into 512 MB */
        measure_among_sleepers(10000);
        report("children", count_children());
    }
}

int main(int argc, char **argv) {
    on_linux = system_call1(SYS_sem_value, -1) == -ENOSYS;
    free_semaphore = sem_create(1);
    ping = sem_create(0);
    pong = sem_create(0);
    if (argc == 4 && strcmp(argv[1], "repeat") == 0)
        return repeat(argv[2], atoi(argv[3]));
    if (argc == 1)
        measure_all();
    for (int i = 1; i < argc; i++)
        report(argv[i], measure(find_work_or_end(argv[i])));
    printf("bench: done\n");
    return 0;
}
