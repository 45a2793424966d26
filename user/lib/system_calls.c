/* The system calls as C functions: each hands its arguments to the kernel and turns the answer into errno. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "user/lib/system_call.h"

#define PAGE_BYTES 4096
#define EXECL_ARGUMENTS 64 /* with the NULL */

char **environ; /* set by crt0 */

/* --- processes --- */

pid_t fork(void) {
    fflush(stdout);
    return system_result(system_call0(SYS_fork));
}

void _exit(int status) {
    for (;;)
        system_call1(SYS_exit_group, status);
}

int execve(const char *path, char *const argv[], char *const envp[]) {
    return system_result(system_call3(SYS_execve, (long)path, (long)argv, (long)envp));
}

int execv(const char *path, char *const argv[]) {
    return execve(path, argv, environ);
}

int execl(const char *path, const char *argument, ...) {
    char *argv[EXECL_ARGUMENTS] = {(char *)argument};
    va_list arguments;
    va_start(arguments, argument);
    int count = 0;
    while (argv[count] != NULL && ++count < EXECL_ARGUMENTS)
        argv[count] = va_arg(arguments, char *);
    va_end(arguments);
    if (count < EXECL_ARGUMENTS)
        return execv(path, argv);
    errno = E2BIG;
    return -1;
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage) {
    return system_result(system_call4(SYS_wait4, pid, (long)status, options, (long)usage));
}

pid_t waitpid(pid_t pid, int *status, int options) {
    return system_result(system_call3(SYS_waitpid, pid, (long)status, options));
}

pid_t wait(int *status) {
    return waitpid(-1, status, 0);
}

pid_t getpid(void) {
    return system_call0(SYS_getpid);
}

pid_t getppid(void) {
    return system_call0(SYS_getppid);
}

pid_t getpgid(pid_t pid) {
    return system_result(system_call1(SYS_getpgid, pid));
}

pid_t getpgrp(void) {
    return getpgid(0);
}

int setpgid(pid_t pid, pid_t group) {
    return system_result(system_call2(SYS_setpgid, pid, group));
}

int kill(pid_t pid, int signal) {
    return system_result(system_call2(SYS_kill, pid, signal));
}

int sched_yield(void) {
    return system_result(system_call0(SYS_sched_yield));
}

int prctl(int option, ...) {
    va_list arguments;
    va_start(arguments, option);
    long argument = va_arg(arguments, long);
    va_end(arguments);
    return system_result(system_call5(SYS_prctl, option, argument, 0, 0, 0));
}

/* --- files and the terminal --- */

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    long mode = flags & O_CREAT ? va_arg(arguments, long) : 0;
    va_end(arguments);
    return system_result(system_call3(SYS_open, (long)path, flags, mode));
}

int close(int descriptor) {
    return system_result(system_call1(SYS_close, descriptor));
}

ssize_t read(int descriptor, void *buffer, size_t size) {
    return system_result(system_call3(SYS_read, descriptor, (long)buffer, (long)size));
}

ssize_t write(int descriptor, const void *buffer, size_t size) {
    return system_result(system_call3(SYS_write, descriptor, (long)buffer, (long)size));
}

off_t lseek(int descriptor, off_t offset, int origin) {
    return system_result(system_call3(SYS_lseek, descriptor, offset, origin));
}

int ioctl(int descriptor, unsigned long request, ...) {
    va_list arguments;
    va_start(arguments, request);
    long argument = va_arg(arguments, long);
    va_end(arguments);
    return system_result(system_call3(SYS_ioctl, descriptor, (long)request, argument));
}

int tcgetattr(int terminal, struct termios *modes) {
    return ioctl(terminal, TCGETS, modes);
}

int tcsetattr(int terminal, int when, const struct termios *modes) {
    return ioctl(terminal, TCSETS + (unsigned)when, modes); /* TCSETS, TCSETSW, TCSETSF follow each other */
}

int isatty(int descriptor) {
    struct termios modes;
    return tcgetattr(descriptor, &modes) == 0;
}

pid_t tcgetpgrp(int terminal) {
    pid_t group;
    return ioctl(terminal, TIOCGPGRP, &group) == 0 ? group : -1;
}

int tcsetpgrp(int terminal, pid_t group) {
    return ioctl(terminal, TIOCSPGRP, &group);
}

/* --- memory --- */

/* The kernel answers SYS_brk with the end of the heap as it is afterwards, so that a failure shows in the value. */
int brk(void *end) {
    if ((void *)system_call1(SYS_brk, (long)end) == end)
        return 0;
    errno = ENOMEM;
    return -1;
}

void *sbrk(intptr_t increment) {
    char *end = (char *)system_call1(SYS_brk, 0);
    return increment == 0 || brk(end + increment) == 0 ? end : (void *)-1;
}

void *mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset) {
    if (offset % PAGE_BYTES != 0) {
        errno = EINVAL;
        return MAP_FAILED;
    }
    return (void *)system_result(
        system_call6(SYS_mmap2, (long)address, (long)size, protection, flags, descriptor, offset / PAGE_BYTES));
}

int munmap(void *address, size_t size) {
    return system_result(system_call2(SYS_munmap, (long)address, (long)size));
}

/* --- time --- */

int nanosleep(const struct timespec *duration, struct timespec *remaining) {
    return system_result(system_call2(SYS_nanosleep, (long)duration, (long)remaining));
}

unsigned sleep(unsigned seconds) {
    struct timespec left = {.tv_sec = (time_t)seconds};
    return nanosleep(&left, &left) == 0 ? 0 : (unsigned)left.tv_sec;
}

int usleep(useconds_t microseconds) {
    struct timespec duration = {.tv_sec = (time_t)(microseconds / 1000000),
                                .tv_nsec = (int32_t)(microseconds % 1000000 * 1000)};
    return nanosleep(&duration, NULL);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    return system_result(system_call2(SYS_clock_gettime, clock, (long)now));
}

int gettimeofday(struct timeval *now, struct timezone *zone) {
    return system_result(system_call2(SYS_gettimeofday, (long)now, (long)zone));
}

clock_t times(struct tms *buffer) {
    return system_result(system_call1(SYS_times, (long)buffer));
}

int getrusage(int who, struct rusage *usage) {
    return system_result(system_call2(SYS_getrusage, who, (long)usage));
}

/* --- the system --- */

int uname(struct utsname *name) {
    return system_result(system_call1(SYS_uname, (long)name));
}

int sysinfo(struct sysinfo *info) {
    return system_result(system_call1(SYS_sysinfo, (long)info));
}
