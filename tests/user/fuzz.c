/* Processes make random system calls with random and half-valid arguments, all at once. After each round everybody is
 * killed, and then nothing may be lost: no frame, no process, no semaphore.
 *
 *     fuzz [SEED [CALLS]]
 *
 * Under -icount a seed makes the same calls each time. As the first process (init=/test/fuzz) it lets them signal
 * everybody, init too.
 * Properties: I105 I108 I109 R111 R112
 * Robin only: a host is not to be treated like that */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/sysinfo.h>
#include <termios.h>
#include <time.h>

#include <robin.h>

#include "tests/user/child.h"
#include "user/lib/system_call.h"

#define PAGE_BYTES 4096
#define KERNEL_START 0xc0000000u
#define ARENA 0x30000000u /* memory for the calls; its second page is a hole, its third may only be read */
#define ARENA_PAGES 8
#define CANARY_BYTES (2 * PAGE_BYTES)
#define CANARY 0x5a

#define WORKERS 4
#define PROCESSES_MAX 24 /* on the machine; more are not forked */
#define PIDS 32          /* the last that were forked: they are waited for and signalled */
#define SEMAPHORES_MAX 1024
#define SEMAPHORES_USED 8
#define ERRNO_LIMIT 134

#define CALLS_DEFAULT 2000
#define CALLS_OF_A_ROUND 1000
#define PAUSES_WITHOUT_A_CALL 5 /* then all wait for one another, and the round is over */
#define PAUSES_TO_DIE 500

static struct {
    unsigned calls, wanted;
    unsigned seed; /* for who is forked next */
    unsigned impossible;
    int first_semaphore;
    pid_t pids[PIDS];
    unsigned forked;
} volatile *shared;

static bool is_init;
/* The calls are given pointers into it; but those who make them have copies, and nothing may change this one. */
_Alignas(PAGE_BYTES) static unsigned char canary[CANARY_BYTES];

/* --- Random numbers: Marsaglia's xorshift --- */

static uint32_t random_state;

static uint32_t random_word(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    return random_state ^= random_state << 5;
}

static void take_seed(void) {
    random_state = ++shared->seed * 2654435769u | 1;
    for (int i = 0; i < 8; i++)
        random_word();
}

static uint32_t below(uint32_t limit) {
    return random_word() % limit;
}

static bool one_in(uint32_t n) {
    return below(n) == 0;
}

#define PICK(...) pick((const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static uint32_t pick(const uint32_t *words, uint32_t count) {
    return words[below(count)];
}

/* --- Arguments --- */

static uint32_t wild(void) {
    return one_in(4) ? random_word()
                     : PICK(0, 1, 2, 3, 0xfff, 0x1000, 0x1001, 0x41000000, 0x7fffffff, 0x80000000, 0xbffffffc,
                            0xbfffffff, 0xc0000000, 0xc0100000, 0xf0000000, 0xfffff000, 0xfffffffc, 0xffffffff);
}

static uint32_t pointer(void) {
    uint32_t page = ARENA + below(ARENA_PAGES) * PAGE_BYTES;
    switch (below(8)) {
    case 0:
        return one_in(2) ? wild() : (uint32_t)canary + below(CANARY_BYTES);
    case 1:
        return page - below(16); /* across an edge, perhaps of the hole */
    case 2:
        return (uint32_t)&page - (1 + below(4)) * PAGE_BYTES; /* where the stack has not grown to yet */
    default:
        return page + below(PAGE_BYTES);
    }
}

static uint32_t path(void) {
    static const char *const paths[] = {"/bin/true", "/bin/false", "bin/true",   "/dev/console",    "/proc/processes",
                                        "/",         "/bin",       "/bin/true/", "/../bin/./false", "/share/help/ls"};
    return (uint32_t)paths[below(sizeof paths / sizeof *paths)];
}

static uint32_t strings(void) {
    static uint32_t array[5];
    for (int i = 0; i < 4; i++)
        array[i] = one_in(8) ? pointer() : (uint32_t) "a string";
    array[below(4)] = 0;
    return (uint32_t)array;
}

static uint32_t short_time(void) {
    static struct timespec time;
    time.tv_sec = one_in(16) ? (int)wild() : 0;
    time.tv_nsec = one_in(16) ? (int)wild() : (int)below(20000000);
    return (uint32_t)&time;
}

/* A process that we have made, or with a minus its group. Only from init may it be anybody: others would hit the shell.
 */
static uint32_t process(bool may_be_group) {
    pid_t pid = shared->pids[below(PIDS)];
    if (one_in(8))
        return is_init ? wild() : PICK(0x7fffffff, 0x80000000, 32768);
    return one_in(4) ? 0 : (uint32_t)(may_be_group && one_in(4) ? -pid : pid);
}

/* One letter a kind of argument. */
static uint32_t argument(char kind) {
    if (kind != 'i' && kind != 'k' && one_in(16))
        return one_in(2) ? wild() : pointer();
    switch (kind) {
    case 'a':
        return ARENA + below(ARENA_PAGES) * PAGE_BYTES;
    case 'b':
        return (uint32_t)sbrk(0) + below(9 * PAGE_BYTES) - 4 * PAGE_BYTES;
    case 'c':
        return path();
    case 'd':
        return below(4);
    case 'e':
        return (uint32_t)(shared->first_semaphore + (int)below(SEMAPHORES_USED)) % SEMAPHORES_MAX;
    case 'f':
        return below(8);
    case 'h':
        return PICK(PR_SET_NAME, PR_GET_NAME);
    case 'i':
        return process(false);
    case 'k':
        return process(true);
    case 'm':
        return MAP_ANONYMOUS | PICK(MAP_SHARED, MAP_PRIVATE) | PICK(0, MAP_FIXED);
    case 'n':
        return one_in(2) ? below(5 * PAGE_BYTES) : PICK(0, 1, 4, 64, 4095, 4096, 8192, 65536, 0x7fffffff, 0xffffffff);
    case 'o':
        return PICK(O_RDONLY, O_RDWR, O_WRONLY, O_DIRECTORY, O_CREAT, O_TRUNC, O_CLOEXEC);
    case 'p':
        return pointer();
    case 'r':
        return PICK(TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGPGRP, TIOCSPGRP, TIOCGWINSZ);
    case 's':
        return PICK(0, SIGSTOP, SIGTSTP, SIGCONT, SIGCONT, SIGCHLD, SIGTERM, SIGKILL, SIGINT, 64, 65);
    case 't':
        return short_time();
    case 'v':
        return one_in(3) ? 0 : strings();
    default:
        return wild();
    }
}

/* --- Calls --- */

static const struct {
    int number;
    const char *arguments;
} calls[] = {
    {SYS_exit, "w"},          {SYS_exit_group, "w"}, {SYS_fork, ""},
    {SYS_fork, ""},           {SYS_waitpid, "kpd"},  {SYS_wait4, "kpdp"},
    {SYS_execve, "cvv"},      {SYS_getpid, ""},      {SYS_getppid, ""},
    {SYS_sched_yield, ""},    {SYS_prctl, "hp"},     {SYS_kill, "ks"},
    {SYS_setpgid, "ii"},      {SYS_getpgid, "i"},    {SYS_open, "co"},
    {SYS_open, "po"},         {SYS_close, "f"},      {SYS_read, "fpn"},
    {SYS_write, "fpd"},       {SYS_lseek, "fwd"},    {SYS_getdents64, "fpn"},
    {SYS_ioctl, "frp"},       {SYS_brk, "b"},        {SYS_brk, "b"},
    {SYS_mmap2, "andmw"},     {SYS_mmap2, "andmw"},  {SYS_munmap, "an"},
    {SYS_nanosleep, "tp"},    {SYS_times, "p"},      {SYS_clock_gettime, "dp"},
    {SYS_gettimeofday, "pp"}, {SYS_uname, "p"},      {SYS_sysinfo, "p"},
    {SYS_sem_create, "d"},    {SYS_P, "e"},          {SYS_V, "e"},
    {SYS_sem_destroy, "e"},   {SYS_try_P, "e"},      {SYS_sem_value, "e"},
    {SYS_sem_label, "ep"},    {SYS_mark, "pw"},      {SYS_getrusage, "dp"},
};

/* Could a correct kernel answer that? */
static bool is_possible(int number, int result) {
    if (number == SYS_getpid)
        return result == getpid();
    bool is_address = (uint32_t)result < KERNEL_START && result % PAGE_BYTES == 0;
    if (number == SYS_mmap2 && is_address)
        return result != 0;
    return result > -ERRNO_LIMIT || (number == SYS_brk && (uint32_t)result < KERNEL_START);
}

static bool may_fork(void) {
    struct sysinfo information;
    return sysinfo(&information) == 0 && information.procs < PROCESSES_MAX;
}

static void remember(pid_t pid) {
    shared->pids[shared->forked++ % PIDS] = pid;
}

static void make_call(void) {
    uint32_t chosen = below(sizeof calls / sizeof *calls);
    int number = one_in(64) ? (int)(random_word() | SYSTEM_CALL_COUNT) : calls[chosen].number;
    if ((number == SYS_fork && !may_fork()) || ((number == SYS_exit || number == SYS_exit_group) && !one_in(8)))
        return;
    long words[6];
    for (uint32_t i = 0, count = strlen(calls[chosen].arguments); i < 6; i++)
        words[i] = (long)argument(i < count ? calls[chosen].arguments[i] : 'w');
    shared->calls++;
    int result = system_call6(number, words[0], words[1], words[2], words[3], words[4], words[5]);
    if (number == SYS_fork && result == 0)
        take_seed();
    if (number == SYS_fork && result > 0)
        remember(result);
    shared->impossible += !is_possible(number, result);
}

__attribute__((noreturn)) static void work(void) {
    setpgid(0, 0);
    take_seed();
    char *arena = mmap((void *)ARENA, ARENA_PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    REQUIRE(arena == (char *)ARENA, "mmap: %s", strerror(errno));
    for (uint32_t i = 0; i < ARENA_PAGES * PAGE_BYTES; i += 4)
        *(uint32_t *)(arena + i) = one_in(2) ? random_word() : below(64);
    munmap(arena + PAGE_BYTES, PAGE_BYTES);
    mmap(arena + 2 * PAGE_BYTES, PAGE_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    for (int file = 0; file < 3; file++)
        close(file);
    while (shared->calls < shared->wanted)
        make_call();
    _exit(0);
}

/* --- Who watches --- */

/* Everybody who came after us; but not our siblings: the runner's watchdog. */
static void kill_all(void) {
    char line[256];
    ssize_t bytes;
    int file = open("/proc/processes", O_RDONLY);
    REQUIRE(file >= 0, "/proc/processes: %s", strerror(errno));
    while ((bytes = read(file, line, sizeof line - 1)) > 0) {
        line[bytes] = '\0';
        char *end;
        pid_t pid = (pid_t)strtol(line, &end, 10), parent = (pid_t)strtol(end, NULL, 10);
        if (pid > getpid() && parent != getppid())
            kill(pid, SIGKILL);
    }
    close(file);
}

struct resources {
    unsigned memory, processes;
};

static struct resources measure(void) {
    struct sysinfo information;
    REQUIRE(sysinfo(&information) == 0, "sysinfo: %s", strerror(errno));
    return (struct resources){information.freeram, information.procs};
}

static void start_missing(pid_t workers[WORKERS]) {
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
        for (int i = 0; i < WORKERS; i++)
            if (workers[i] == pid)
                workers[i] = 0;
    for (int i = 0; i < WORKERS; i++)
        if (workers[i] == 0 && shared->calls < shared->wanted) {
            workers[i] = start(work);
            remember(workers[i]);
        }
}

/* Makes so many calls, or fewer if everybody waits for everybody. */
static void run_round(unsigned wanted, unsigned processes) {
    pid_t workers[WORKERS] = {0};
    shared->wanted = shared->calls + wanted;
    shared->first_semaphore = sem_create(0);
    for (unsigned idle = 0, calls = 0; shared->calls < shared->wanted && idle < PAUSES_WITHOUT_A_CALL; idle++) {
        if (calls != shared->calls)
            idle = 0;
        calls = shared->calls;
        start_missing(workers);
        usleep(10000);
    }
    shared->wanted = 0;
    for (int pauses = 0; measure().processes > processes && pauses < PAUSES_TO_DIE; pauses++) {
        kill_all(); /* again and again: a child may come between */
        usleep(10000);
        start_missing(workers);
    }
    for (int id = 0; id < SEMAPHORES_MAX; id++)
        sem_destroy(id); /* they belong to all of us, so that nobody's end frees them */
}

static int count_free_semaphores(void) {
    int count = 0;
    while (sem_create(0) >= 0)
        count++;
    for (int id = 0; id < SEMAPHORES_MAX; id++)
        sem_destroy(id);
    return count;
}

int main(int argc, char **argv) {
    unsigned seed = argc > 1 ? (unsigned)atoi(argv[1]) : 1, wanted = argc > 2 ? (unsigned)atoi(argv[2]) : CALLS_DEFAULT;
    struct termios settings;
    is_init = getpid() == 1;
    pid_t foreground = tcgetpgrp(STDIN_FILENO);
    REQUIRE(tcgetattr(STDIN_FILENO, &settings) == 0, "the terminal: %s", strerror(errno));
    shared = shared_memory(sizeof *shared);
    memset(canary, CANARY, sizeof canary);
    usleep(10000); /* whoever started us has started the watchdog */
    int semaphores = count_free_semaphores();
    struct resources before = measure();
    run_round(CALLS_OF_A_ROUND, before.processes); /* what it touches of our own memory is touched before we count */
    before = measure();

    shared->calls = 0;
    for (unsigned round = 0; shared->calls < wanted && check_result() == 0; round++) {
        shared->seed = seed + round * 1000003;
        run_round(CALLS_OF_A_ROUND, before.processes);
        struct resources after = measure();
        CHECK(after.processes == before.processes, "%u processes, then %u", before.processes, after.processes);
        CHECK(after.memory == before.memory, "%u bytes free, then %u", before.memory, after.memory);
        CHECK(shared->impossible == 0, "%u impossible answers", shared->impossible);
        CHECK(check_result() == 0, "in round %u of seed %u", round, seed);
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &settings);
    tcsetpgrp(STDIN_FILENO, foreground);
    int left = count_free_semaphores();
    CHECK(left == semaphores, "%d semaphores to be had, then %d", semaphores, left);
    for (unsigned i = 0; i < sizeof canary; i++)
        REQUIRE(canary[i] == CANARY, "somebody wrote into our memory");
    printf("seed %u: %u calls\n", seed, shared->calls);
    return check_result();
}
