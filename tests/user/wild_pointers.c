/* Every system call that takes a pointer, with pointers that lead nowhere: EFAULT, and nothing dies.
 * Properties: I105 I108 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/user/own_path.h"
#include "tests/user/wild.h"
#include "user/lib/system_call.h"

#define TRANSFER_BYTES 16

static int file, directory;

/* Where the kernel writes. */
static int into_read(long p) {
    return system_call3(SYS_read, file, p, TRANSFER_BYTES);
}
static int into_getdents64(long p) {
    return system_call3(SYS_getdents64, directory, p, 1024);
}
static int into_waitpid(long p) {
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return system_call3(SYS_waitpid, pid, p, 0);
}
static int into_wait4_status(long p) {
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return system_call4(SYS_wait4, pid, p, 0, 0);
}
static int into_wait4_usage(long p) {
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return system_call4(SYS_wait4, pid, 0, 0, p);
}
static int into_times(long p) {
    return system_call1(SYS_times, p);
}
static int into_getrusage(long p) {
    return system_call2(SYS_getrusage, RUSAGE_SELF, p);
}
static int into_gettimeofday(long p) {
    return system_call2(SYS_gettimeofday, p, 0);
}
static int into_gettimeofday_zone(long p) {
    return system_call2(SYS_gettimeofday, 0, p);
}
static int into_clock_gettime(long p) {
    return system_call2(SYS_clock_gettime, CLOCK_MONOTONIC, p);
}
static int into_sysinfo(long p) {
    return system_call1(SYS_sysinfo, p);
}
static int into_uname(long p) {
    return system_call1(SYS_uname, p);
}
static int into_prctl(long p) {
    return system_call5(SYS_prctl, PR_GET_NAME, p, 0, 0, 0);
}

/* From where the kernel reads. */
static int from_write(long p) {
    return system_call3(SYS_write, STDOUT_FILENO, p, TRANSFER_BYTES);
}
static int from_open(long p) {
    return system_call3(SYS_open, p, O_RDONLY, 0);
}
static int from_execve(long p) {
    return system_call3(SYS_execve, p, 0, 0);
}
static int from_nanosleep(long p) {
    return system_call2(SYS_nanosleep, p, 0);
}
static int from_prctl(long p) {
    return system_call5(SYS_prctl, PR_SET_NAME, p, 0, 0, 0);
}
static int from_mark(long p) {
    return system_call2(SYS_mark, p, 0);
}

static const struct {
    const char *name;
    int (*call)(long pointer);
    bool writes;
    bool partial_is_fine; /* a few bytes may pass before the fault */
} calls[] = {
    {"read", into_read, true, true},
    {"getdents64", into_getdents64, true, false},
    {"waitpid", into_waitpid, true, false},
    {"wait4, status", into_wait4_status, true, false},
    {"wait4, usage", into_wait4_usage, true, false},
    {"times", into_times, true, false},
    {"getrusage", into_getrusage, true, false},
    {"gettimeofday", into_gettimeofday, true, false},
    {"gettimeofday, zone", into_gettimeofday_zone, true, false},
    {"clock_gettime", into_clock_gettime, true, false},
    {"sysinfo", into_sysinfo, true, false},
    {"uname", into_uname, true, false},
    {"prctl(PR_GET_NAME)", into_prctl, true, false},
    {"write", from_write, false, true},
    {"open", from_open, false, false},
    {"execve", from_execve, false, false},
    {"nanosleep", from_nanosleep, false, false},
    {"prctl(PR_SET_NAME)", from_prctl, false, false},
    {"mark", from_mark, false, false},
};

int main(int argc, char **argv) {
    (void)argc;
    file = open(own_path(argv), O_RDONLY);
    directory = open("/", O_RDONLY | O_DIRECTORY);
    REQUIRE(file >= 0 && directory >= 0, "open: %s", strerror(errno));
    make_wild();
    for (unsigned c = 0; c < sizeof calls / sizeof calls[0]; c++) {
        for (int i = 0; i < WILD_COUNT; i++) {
            if (wild[i].is_readable && !calls[c].writes)
                continue;
            if (wild[i].is_partial && calls[c].partial_is_fine)
                continue;
            int result = calls[c].call((long)wild[i].address);
            /* Linux has no marks. */
            CHECK(result == -EFAULT || (result == -ENOSYS && calls[c].call == from_mark), "%s, %s: %d", calls[c].name,
                  wild[i].what, result);
        }
    }
    char first;
    CHECK(lseek(file, 0, SEEK_SET) == 0 && read(file, &first, 1) == 1 && first == '\177', "the file is damaged");
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "a child is left");
    return check_result();
}
