/* Several processes make random system calls with random and half-valid arguments; then nothing may be lost: no frame,
 * no process, no semaphore.
 *
 *     fuzz [SEED [CALLS]]
 *
 * The same seed makes the same calls. As the first process (init=/test/fuzz) it also lets them signal everybody, itself
 * included; only init survives that.
 * Properties: R111 R112 I105 I108
 * Robin only: a host is not to be treated like that */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <robin.h>

#include "user/lib/check.h"
#include "user/lib/system_call.h"

#define PAGE_BYTES 4096
#define WORKERS 4
#define PROCESSES_MAX 24    /* on the machine; more are not forked */
#define CHILD_CALLS_MAX 200 /* what a worker forks makes fewer */
#define PIDS 32             /* the last that were forked: whom signals go to */
#define PID_LIMIT 32768
#define SEMAPHORES_MAX 1024
#define SEMAPHORES_USED 8
#define ERRNO_LIMIT 134

#define ROUND_MILLISECONDS 20
#define ROUNDS_WITHOUT_PROGRESS 5 /* then a worker is killed: it waits for nobody */
#define ROUNDS_TO_LIVE 25         /* then what workers have forked is killed */
#define ROUNDS_TO_END 500         /* then somebody cannot be killed */

#define ARENA 0x30000000u /* memory for the calls; its second page is a hole, its third read-only */
#define ARENA_PAGES 8

static struct {
    unsigned calls, wanted;
    unsigned disagreements;
    unsigned seeds; /* given out */
    unsigned made[WORKERS];
    pid_t pids[PIDS];
    unsigned pid_count;
} volatile *shared;

static bool is_init;
static unsigned char canary[2 * PAGE_BYTES]; /* the calls are the workers', so nothing may write here */

/* --- Random numbers: Marsaglia's xorshift --- */

static uint32_t random_state;

static uint32_t random_word(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static uint32_t below(uint32_t limit) {
    return random_word() % limit;
}

static bool one_in(uint32_t n) {
    return below(n) == 0;
}

static void seed(uint32_t number) {
    random_state = (number + 1) * 2654435769u;
    random_state = random_state == 0 ? 1 : random_state;
    for (int i = 0; i < 8; i++)
        random_word();
}

#define PICK(array) ((array)[below(sizeof(array) / sizeof *(array))])

/* --- Arguments --- */

static uint32_t wild_word(void) {
    static const uint32_t words[] = {
        0,          1,          2,          3,          4095,       4096,       4097,       0x7fffffff, 0x80000000,
        0x80000001, 0xfffff000, 0xfffffffe, 0xffffffff, 0xbfffffff, 0xc0000000, 0xc0100000, 0x00100000, 0x41000000,
    };
    return one_in(4) ? random_word() : PICK(words);
}

static uint32_t pointer(void) {
    static const uint32_t odd[] = {
        0,          1,          0xfff,      0x1000,     0xbffffffc, 0xbfffffff,
        0xc0000000, 0xc0100000, 0xf0000000, 0xfffff000, 0xfffffffc, 0xffffffff,
    };
    uint32_t page = ARENA + below(ARENA_PAGES) * PAGE_BYTES;
    switch (below(8)) {
    case 0:
        return PICK(odd);
    case 1:
        return page - below(16); /* across an edge, perhaps of a hole */
    case 2:
        return (uint32_t)&page - below(4) * PAGE_BYTES; /* the stack, here or where it has not grown to */
    default:
        return page + below(PAGE_BYTES);
    }
}

static uint32_t page_address(void) {
    return one_in(16) ? wild_word() & ~(PAGE_BYTES - 1) : ARENA + below(ARENA_PAGES) * PAGE_BYTES;
}

static uint32_t size(void) {
    static const uint32_t sizes[] = {0, 1, 4, 16, 64, 100, 4095, 4096, 4097, 8192, 65536, 0x7fffffff, 0xffffffff};
    return one_in(4) ? below(5 * PAGE_BYTES) : PICK(sizes);
}

static uint32_t path(void) {
    static const char *const paths[] = {
        "/bin/true", "/bin/false", "bin/true",   "/dev/console",    "/proc/processes", "/",
        "/bin",      "/nope",      "/bin/true/", "/../bin/./false", "/share/help/ls",  "",
    };
    static char long_path[300];
    if (one_in(8))
        return pointer();
    if (one_in(16))
        return (uint32_t)memset(long_path, 'x', sizeof long_path - 1);
    return (uint32_t)PICK(paths);
}

static uint32_t strings(void) {
    static const char *array[5];
    if (one_in(3))
        return one_in(2) ? 0 : pointer();
    for (int i = 0; i < 4; i++)
        array[i] = one_in(8) ? (const char *)pointer() : "a string";
    array[below(4)] = NULL;
    return (uint32_t)array;
}

static uint32_t short_time(void) {
    static struct timespec wanted;
    if (one_in(4))
        return pointer();
    wanted.tv_sec = one_in(16) ? (int)wild_word() : 0;
    wanted.tv_nsec = one_in(16) ? (int)wild_word() : (int)below(20000000);
    return (uint32_t)&wanted;
}

/* A process, or with a minus a group. Only an init may take whatever number comes: others would hit the shell. */
static uint32_t process(bool may_be_group) {
    static const uint32_t nobody[] = {PID_LIMIT, 0x7fffffff, 0x80000000, (uint32_t)-PID_LIMIT};
    pid_t pid = shared->pids[below(PIDS)];
    if (one_in(8))
        return is_init ? wild_word() : PICK(nobody);
    if (one_in(4) || pid == 0)
        return 0;
    return (uint32_t)(may_be_group && one_in(4) ? -pid : pid);
}

static uint32_t signal_number(void) {
    static const uint32_t signals[] = {0,       SIGSTOP, SIGTSTP, SIGCONT, SIGCONT, SIGCHLD,
                                       SIGTERM, SIGKILL, SIGINT,  64,      65};
    return PICK(signals);
}

static uint32_t open_flags(void) {
    static const uint32_t flags[] = {O_RDONLY, O_RDONLY, O_RDWR, O_WRONLY, O_DIRECTORY, O_CREAT, O_TRUNC, O_CLOEXEC};
    return PICK(flags);
}

static uint32_t map_flags(void) {
    return MAP_ANONYMOUS | (one_in(3) ? MAP_SHARED : MAP_PRIVATE) | (one_in(2) ? MAP_FIXED : 0);
}

static uint32_t terminal_request(void) {
    static const uint32_t requests[] = {TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGPGRP, TIOCSPGRP, TIOCGWINSZ};
    return PICK(requests);
}

/* One letter a kind of argument. */
static uint32_t argument(char kind) {
    if (one_in(24) && kind != 'i' && kind != 'k')
        return wild_word();
    switch (kind) {
    case 'p':
        return pointer();
    case 'a':
        return page_address();
    case 'n':
        return size();
    case 'f':
        return below(8);
    case 'c':
        return path();
    case 'v':
        return strings();
    case 't':
        return short_time();
    case 'i':
        return process(false);
    case 'k':
        return process(true);
    case 's':
        return signal_number();
    case 'e':
        return below(SEMAPHORES_USED);
    case 'o':
        return open_flags();
    case 'm':
        return map_flags();
    case 'r':
        return terminal_request();
    case 'b':
        return (uint32_t)sbrk(0) + below(9 * PAGE_BYTES) - 4 * PAGE_BYTES;
    case 'h':
        return PR_SET_NAME + below(2); /* or PR_GET_NAME */
    case 'd':
        return below(4); /* a small number */
    default:
        return wild_word();
    }
}

/* --- Calls --- */

static const struct {
    int number;
    const char *arguments;
    unsigned weight;
} calls[] = {
    {SYS_exit, "w", 1},
    {SYS_exit_group, "w", 1},
    {SYS_fork, "", 12},
    {SYS_waitpid, "kpd", 12},
    {SYS_wait4, "kpdp", 12},
    {SYS_execve, "cvv", 6},
    {SYS_getpid, "", 2},
    {SYS_getppid, "", 2},
    {SYS_sched_yield, "", 10},
    {SYS_prctl, "hp", 4},
    {SYS_kill, "ks", 12},
    {SYS_setpgid, "ii", 6},
    {SYS_getpgid, "i", 2},
    {SYS_open, "co", 14},
    {SYS_close, "f", 10},
    {SYS_read, "fpn", 16},
    {SYS_write, "fpn", 8},
    {SYS_lseek, "fwd", 8},
    {SYS_getdents64, "fpn", 8},
    {SYS_ioctl, "frp", 8},
    {SYS_brk, "b", 10},
    {SYS_mmap2, "andmw", 20},
    {SYS_munmap, "an", 14},
    {SYS_nanosleep, "tp", 4},
    {SYS_times, "p", 4},
    {SYS_clock_gettime, "dp", 4},
    {SYS_gettimeofday, "pp", 4},
    {SYS_uname, "p", 4},
    {SYS_sysinfo, "p", 4},
    {SYS_sem_create, "d", 10},
    {SYS_P, "e", 8},
    {SYS_V, "e", 14},
    {SYS_sem_destroy, "e", 4},
    {SYS_try_P, "e", 8},
    {SYS_sem_value, "e", 4},
    {SYS_sem_label, "ep", 6},
    {SYS_mark, "pw", 4},
};

#define CALLS (sizeof calls / sizeof *calls)

static int pick_call(void) {
    static unsigned total;
    if (total == 0)
        for (unsigned i = 0; i < CALLS; i++)
            total += calls[i].weight;
    int i = 0;
    for (unsigned ticket = below(total); ticket >= calls[i].weight; i++)
        ticket -= calls[i].weight;
    return i;
}

/* Could a correct kernel answer that? */
static bool is_possible(int number, int result) {
    if (number == SYS_getpid)
        return result == getpid();
    if (number == SYS_mmap2 && (result > 0 || result < -ERRNO_LIMIT))
        return (uint32_t)result % PAGE_BYTES == 0 && (uint32_t)result < 0xc0000000;
    if (number == SYS_brk)
        return (uint32_t)result < 0xc0000000;
    return result > -ERRNO_LIMIT;
}

static bool is_crowded(void) {
    struct sysinfo information;
    return sysinfo(&information) != 0 || information.procs >= PROCESSES_MAX;
}

/* One call. In a child that it forked, true. */
static bool make_call(void) {
    int chosen = pick_call(), number = calls[chosen].number;
    uint32_t words[6];
    for (int i = 0; i < 6; i++)
        words[i] = argument(i < (int)strlen(calls[chosen].arguments) ? calls[chosen].arguments[i] : 'w');
    if (one_in(64)) {
        uint32_t unknown = random_word();
        number = unknown > SYS_mark ? (int)unknown : SYS_mark + 1;
    }
    if (number == SYS_fork && is_crowded())
        return false;
    if (number == SYS_write && !one_in(16))
        words[2] %= 16; /* else the console is all that this is about */
    int result = system_call6(number, (long)words[0], (long)words[1], (long)words[2], (long)words[3], (long)words[4],
                              (long)words[5]);
    if (number == SYS_fork && result == 0)
        return true;
    if (number == SYS_fork && result > 0)
        shared->pids[shared->pid_count++ % PIDS] = result;
    if (!is_possible(number, result)) {
        fprintf(stderr, "call %d(%#x, %#x, %#x, %#x) = %d\n", number, words[0], words[1], words[2], words[3], result);
        shared->disagreements++;
    }
    return false;
}

static void make_arena(void) {
    char *arena = mmap((void *)ARENA, ARENA_PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    REQUIRE(arena == (char *)ARENA, "mmap: %s", strerror(errno));
    for (unsigned i = 0; i < ARENA_PAGES * PAGE_BYTES; i += 4)
        *(uint32_t *)(arena + i) = one_in(2) ? random_word() : below(64);
    munmap(arena + PAGE_BYTES, PAGE_BYTES);
    mmap(arena + 2 * PAGE_BYTES, PAGE_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

/* A worker of the given number; what it forks has none, and does not live as long. */
__attribute__((noreturn)) static void work(int number) {
    unsigned left = UINT32_MAX;
    setpgid(0, 0);
    seed(shared->seeds++);
    make_arena();
    for (int file = 0; file < 3; file++)
        close(file);
    for (; left > 0 && shared->calls < shared->wanted; left--) {
        shared->calls++;
        if (number >= 0)
            shared->made[number]++;
        if (make_call()) {
            number = -1;
            left = 2 + below(CHILD_CALLS_MAX);
            seed(shared->seeds++);
        }
    }
    _exit(0);
}

/* --- Who watches --- */

static pid_t workers[WORKERS];
static bool was_there[PID_LIMIT]; /* before we began */
static pid_t group_of_others;     /* of who started us; a watchdog of theirs may be younger than we are */

struct process_line {
    int pid, parent, group;
};

/* The next line of /proc/processes; false at its end. */
static bool next_process(int file, struct process_line *process) {
    char line[256];
    ssize_t bytes = read(file, line, sizeof line - 1);
    if (bytes <= 0)
        return false;
    line[bytes] = '\0';
    char *end = line;
    process->pid = (int)strtol(end, &end, 10); /* 0 in the header */
    process->parent = (int)strtol(end, &end, 10);
    process->group = (int)strtol(end, &end, 10);
    return true;
}

static bool is_worker(pid_t pid) {
    for (int i = 0; i < WORKERS; i++)
        if (workers[i] == pid)
            return true;
    return false;
}

/* Kills what has been forked since we began; the workers only on demand. Returns how many there were. */
static int kill_family(bool workers_too) {
    struct process_line process;
    int count = 0, file = open("/proc/processes", O_RDONLY);
    REQUIRE(file >= 0, "/proc/processes: %s", strerror(errno));
    while (next_process(file, &process)) {
        bool is_ours = process.pid > 0 && !was_there[process.pid] && process.group != group_of_others;
        if (is_ours && (workers_too || !is_worker(process.pid))) {
            kill(process.pid, SIGKILL);
            count++;
        }
    }
    close(file);
    return count;
}

static void note_who_is_there(void) {
    struct process_line process;
    int file = open("/proc/processes", O_RDONLY);
    REQUIRE(file >= 0, "/proc/processes: %s", strerror(errno));
    while (next_process(file, &process))
        was_there[process.pid] = true;
    close(file);
}

static void reap_all(void) {
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
        for (int i = 0; i < WORKERS; i++)
            if (workers[i] == pid)
                workers[i] = 0;
}

static void start_workers(void) {
    for (int i = 0; i < WORKERS; i++) {
        if (workers[i] != 0)
            continue;
        pid_t pid = fork();
        REQUIRE(pid >= 0, "fork: %s", strerror(errno));
        if (pid == 0)
            work(i);
        workers[i] = pid;
        shared->pids[shared->pid_count++ % PIDS] = pid;
    }
}

static void kill_the_idle(unsigned last[WORKERS], unsigned rounds[WORKERS]) {
    for (int i = 0; i < WORKERS; i++) {
        rounds[i] = shared->made[i] == last[i] ? rounds[i] + 1 : 0;
        last[i] = shared->made[i];
        if (workers[i] != 0 && rounds[i] >= ROUNDS_WITHOUT_PROGRESS) {
            kill(workers[i], SIGKILL);
            rounds[i] = 0;
        }
    }
}

static void end_family(void) {
    int tries = 0;
    while (kill_family(true) > 0 && tries++ < ROUNDS_TO_END) {
        usleep(10000); /* those that are not our children are init's to reap */
        reap_all();
    }
    CHECK(tries < ROUNDS_TO_END, "somebody does not die");
    for (int id = 0; id < SEMAPHORES_MAX; id++)
        sem_destroy(id); /* they belong to all of us, so that nobody's end frees them */
}

static void fuzz(unsigned wanted) {
    unsigned last[WORKERS] = {0}, rounds[WORKERS] = {0};
    shared->calls = 0;
    shared->wanted = wanted;
    for (unsigned round = 1; shared->calls < wanted; round++) {
        start_workers();
        usleep(ROUND_MILLISECONDS * 1000);
        reap_all();
        kill_the_idle(last, rounds);
        if (round % ROUNDS_TO_LIVE == 0)
            kill_family(false);
    }
    end_family();
}

static int free_semaphores(void) {
    int ids[SEMAPHORES_MAX], count = 0;
    while (count < SEMAPHORES_MAX && (ids[count] = sem_create(0)) >= 0)
        count++;
    for (int i = 0; i < count; i++)
        sem_destroy(ids[i]);
    return count;
}

struct resources {
    unsigned memory, processes;
    int semaphores;
};

static struct resources measure(void) {
    struct sysinfo information;
    int semaphores = free_semaphores();
    REQUIRE(sysinfo(&information) == 0, "sysinfo: %s", strerror(errno));
    return (struct resources){information.freeram, information.procs, semaphores};
}

int main(int argc, char **argv) {
    unsigned first_seed = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
    unsigned wanted = argc > 2 ? (unsigned)atoi(argv[2]) : 2000;
    struct termios settings;
    is_init = getpid() == 1;
    setpgid(0, 0);
    group_of_others = is_init ? -1 : getpgid(getppid());
    pid_t foreground = tcgetpgrp(STDIN_FILENO);
    REQUIRE(tcgetattr(STDIN_FILENO, &settings) == 0, "the terminal: %s", strerror(errno));
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED, "mmap: %s", strerror(errno));
    memset(canary, 0x5a, sizeof canary);
    note_who_is_there();

    shared->seeds = first_seed * 1000000007u;
    measure();
    fuzz(200); /* whatever we touch of our own memory is touched before it is counted */
    struct resources before = measure();
    fuzz(wanted);
    struct resources after = measure();

    tcsetattr(STDIN_FILENO, TCSANOW, &settings);
    tcsetpgrp(STDIN_FILENO, foreground);
    CHECK(before.processes == after.processes, "processes: %u, then %u", before.processes, after.processes);
    CHECK(before.memory == after.memory, "bytes free: %u, then %u", before.memory, after.memory);
    CHECK(before.semaphores == after.semaphores, "semaphores to be had: %d, then %d", before.semaphores,
          after.semaphores);
    CHECK(shared->disagreements == 0, "%u impossible answers", shared->disagreements);
    for (unsigned i = 0; i < sizeof canary; i++)
        REQUIRE(canary[i] == 0x5a, "somebody wrote into our memory");
    printf("seed %u: %u calls, %u processes\n", first_seed, shared->calls, shared->seeds - first_seed * 1000000007u);
    return check_result();
}
