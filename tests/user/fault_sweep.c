/* A piece of work that allocates all that a process can (fork, exec, mmap, brk, the stack, open, semaphores), run again
 * and again: the first time its first allocation fails, the next time its second, until none is left to fail. Each time
 * a call says so or the process that cannot be served is killed, nobody else; every page and every process is there
 * again; and the work succeeds when nothing fails.
 * Properties: R111 R112 R113
 * Robin only: /proc/fail is Robin's */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/sysinfo.h>

#include <robin.h>

#include "tests/user/child.h"
#include "user/lib/system_call.h"

#define PAGE_BYTES 4096
#define TABLE_BYTES (1024 * PAGE_BYTES) /* what one page table reaches */
#define ALLOCATIONS_MAX 5000            /* far more than the work has */
#define REFUSED 42                      /* the exit status of a process that was refused something in words */
#define LIST_BYTES 512

static int fail_file;
static struct {
    bool orphan_has_ended;
    int semaphores[2]; /* the work's, or -1. They belong to all of us, so that the end of the work does not free them */
} volatile *shared;

/* --- The work. Each part gives up at the first refusal: the process ends, and with it all that it has. --- */

/* A call's answer must be success, or one of the errors that mean "none left". */
static void expect(bool success, const char *call) {
    if (!success) {
        int error = errno;
        CHECK(error == ENOMEM || error == EAGAIN || error == ENOSPC, "%s: %s", call, strerror(error));
        _exit(check_result() == 0 ? REFUSED : 1);
    }
}

/* A child must have ended well, or have been refused something itself. */
static void expect_child(pid_t pid) {
    int status = -1;
    expect(waitpid(pid, &status, 0) == pid, "waitpid");
    if (status != EXITED(0)) {
        CHECK(status == EXITED(REFUSED) || status == KILLED(SIGKILL), "a child ended with %#x", status);
        _exit(check_result() == 0 ? REFUSED : 1);
    }
}

static pid_t expect_fork(void) {
    pid_t pid = fork();
    expect(pid >= 0, "fork");
    return pid;
}

static void fill(char *from, size_t bytes) {
    for (size_t i = 0; i < bytes; i += PAGE_BYTES)
        from[i] = (char)(i / PAGE_BYTES + 1);
}

static void check_filled(const char *from, size_t bytes) {
    for (size_t i = 0; i < bytes; i += PAGE_BYTES)
        CHECK(from[i] == (char)(i / PAGE_BYTES + 1), "a page has changed");
}

static void map(void) {
    char *memory = mmap(NULL, TABLE_BYTES + 4 * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    expect(memory != MAP_FAILED, "mmap");
    fill(memory, 3 * PAGE_BYTES);
    fill(memory + TABLE_BYTES, 3 * PAGE_BYTES);
    expect(munmap(memory + PAGE_BYTES, TABLE_BYTES - PAGE_BYTES) == 0, "munmap"); /* one region becomes two */
    check_filled(memory, PAGE_BYTES);
    check_filled(memory + TABLE_BYTES, 3 * PAGE_BYTES);
    char *common = mmap(NULL, 3 * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    expect(common != MAP_FAILED, "mmap of shared memory");
    fill(common, 3 * PAGE_BYTES);
    expect(munmap(memory + TABLE_BYTES, 4 * PAGE_BYTES) == 0, "munmap");
    check_filled(common, 3 * PAGE_BYTES);
}

static void grow_heap(void) {
    char *heap = sbrk(5 * PAGE_BYTES);
    expect(heap != (char *)-1, "sbrk");
    fill(heap, 5 * PAGE_BYTES);
    check_filled(heap, 5 * PAGE_BYTES);
    expect(sbrk(-3 * PAGE_BYTES) != (char *)-1, "sbrk to less");
}

static int grow_stack(int pages) {
    volatile char page[PAGE_BYTES];
    page[0] = (char)pages;
    int sum = pages > 0 ? grow_stack(pages - 1) : 0;
    return sum + page[0];
}

static void read_files(void) {
    char list[LIST_BYTES], start[4];
    int directory = open("/bin", O_RDONLY | O_DIRECTORY);
    expect(directory >= 0, "open");
    int file = open("/bin/true", O_RDONLY);
    expect(file >= 0, "open");
    expect(system_call3(SYS_getdents64, directory, (long)list, sizeof list) > 0, "getdents64");
    expect(read(file, start, sizeof start) == sizeof start, "read");
    CHECK(memcmp(start, "\177ELF", sizeof start) == 0, "the file is damaged");
    CHECK(close(file) == 0 && close(directory) == 0, "close: %s", strerror(errno));
}

/* Parent and child write to the same pages. */
static void share_and_copy(void) {
    char *memory = mmap(NULL, 3 * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    expect(memory != MAP_FAILED, "mmap");
    fill(memory, 3 * PAGE_BYTES);
    pid_t pid = expect_fork();
    if (pid == 0) {
        memset(memory, 0, 3 * PAGE_BYTES);
        _exit(check_result());
    }
    memory[1] = 1;
    expect_child(pid);
    check_filled(memory, 3 * PAGE_BYTES);
}

static void run_program(void) {
    pid_t pid = expect_fork();
    if (pid == 0) {
        char *const arguments[] = {"true", "one", "two", NULL}, *const environment[] = {"A=1", NULL};
        execve("/bin/true", arguments, environment);
        expect(false, "execve");
    }
    expect_child(pid);
}

static void wait_for_semaphores(void) {
    int gate = shared->semaphores[0] = sem_create(0);
    expect(gate >= 0, "sem_create");
    int second = shared->semaphores[1] = sem_create(1);
    expect(second >= 0, "sem_create");
    pid_t pid = expect_fork();
    if (pid == 0) {
        CHECK(P(gate) == 0 && V(second) == 0, "P or V fails");
        _exit(check_result());
    }
    CHECK(P(second) == 0 && V(gate) == 0, "P or V fails");
    expect_child(pid);
}

static void destroy_semaphores(void) {
    for (int i = 0; i < 2; i++) {
        CHECK(shared->semaphores[i] < 0 || sem_destroy(shared->semaphores[i]) == 0, "sem_destroy fails");
        shared->semaphores[i] = -1;
    }
}

static void kill_a_child(void) {
    int status;
    pid_t pid = expect_fork();
    if (pid == 0)
        sleep_for_ever();
    CHECK(kill(pid, SIGTERM) == 0, "kill: %s", strerror(errno));
    expect(waitpid(pid, &status, 0) == pid, "waitpid");
    CHECK(status == KILLED(SIGTERM) || status == KILLED(SIGKILL), "a killed child ended with %#x", status);
}

/* Init reaps it. */
static void leave_an_orphan(void) {
    pid_t pid = expect_fork();
    if (pid == 0) {
        if (expect_fork() == 0)
            shared->orphan_has_ended = true;
        _exit(check_result());
    }
    expect_child(pid);
}

/* --- The sweep --- */

static void arm(unsigned n) {
    char text[16];
    size_t length = (size_t)snprintf(text, sizeof text, "%u", n);
    REQUIRE(write(fail_file, text, length) == (ssize_t)length, "writing to /proc/fail: %s", strerror(errno));
}

static unsigned count(void) {
    char text[16] = "";
    REQUIRE(read(fail_file, text, sizeof text - 1) > 0, "reading /proc/fail: %s", strerror(errno));
    return (unsigned)strtol(text, NULL, 10);
}

struct resources {
    unsigned memory, processes;
};

static struct resources measure(void) {
    struct sysinfo information;
    REQUIRE(sysinfo(&information) == 0, "sysinfo: %s", strerror(errno));
    return (struct resources){information.freeram, information.procs};
}

/* The worker arms by itself: what comes before is not part of the work. */
__attribute__((noreturn)) static void work(unsigned n, int start) {
    setpgid(0, 0);
    P(start);
    arm(n);
    map();
    grow_heap();
    CHECK(grow_stack(5) == 15, "the stack has changed");
    read_files();
    share_and_copy();
    run_program();
    wait_for_semaphores();
    kill_a_child();
    leave_an_orphan();
    _exit(check_result());
}

/* Does the work with failure number n, or with none. True if all of it succeeded. */
static bool do_work(unsigned n, int start, struct resources before) {
    shared->orphan_has_ended = false;
    pid_t pid = fork();
    REQUIRE(pid >= 0, "fork: %s", strerror(errno));
    if (pid == 0)
        work(n, start);
    V(start); /* we have our own copy of the stack from here on: no failure can meet us */
    int status = reap(pid);
    arm(0);
    kill(-pid, SIGKILL); /* those who wait for a process that was killed */
    for (int tries = 0; measure().processes > before.processes && tries < 1000; tries++)
        usleep(10000);
    destroy_semaphores();
    struct resources after = measure();
    CHECK(status == EXITED(0) || status == EXITED(REFUSED) || status == KILLED(SIGKILL), "failure %u: ended with %#x",
          n, status);
    CHECK(after.processes == before.processes, "failure %u: %u processes, then %u", n, before.processes,
          after.processes);
    CHECK(after.memory == before.memory, "failure %u: %u bytes free, then %u", n, before.memory, after.memory);
    return status == EXITED(0) && shared->orphan_has_ended;
}

int main(void) {
    fail_file = open("/proc/fail", O_RDWR);
    REQUIRE(fail_file >= 0, "/proc/fail: %s", strerror(errno));
    shared = shared_memory(sizeof *shared);
    shared->semaphores[0] = shared->semaphores[1] = -1;
    int start = sem_create(0);
    REQUIRE(start >= 0, "sem_create: %s", strerror(errno));
    /* Whatever a sweep touches of our own memory is touched before it is counted. */
    usleep(1);
    check_result();
    do_work(0, start, measure());
    count();
    struct resources before = measure();
    REQUIRE(do_work(0, start, before), "the work fails by itself");
    unsigned n = 0, counted;
    do {
        n++;
        REQUIRE(n < ALLOCATIONS_MAX, "it goes on and on");
        bool succeeded = do_work(n, start, before);
        counted = count();
        CHECK(succeeded == (counted < n), "failure %u of %u allocations: the work %s", n, counted,
              succeeded ? "did not notice" : "fails by itself");
        if (check_result() != 0)
            break; /* the work would start with a failed check */
        REQUIRE(do_work(0, start, before), "after failure %u the work fails by itself", n);
    } while (counted >= n);
    printf("%u allocations, each has failed\n", n - 1);
    return check_result();
}
