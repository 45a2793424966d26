/* The system calls, as in section 2 of the manual: `man 2 fork` describes Robin's too. On failure: -1 and errno. */
#pragma once

#include <sys/types.h>

#include "kernel/abi/file.h"

#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

extern char **environ;

/* Flushes stdout first, so that text still in its buffer is not written once more by the child. */
pid_t fork(void);
/* Ends the process without running atexit's functions and without flushing stdout; exit() does both. */
__attribute__((noreturn)) void _exit(int status);

int execve(const char *path, char *const argv[], char *const envp[]);
int execv(const char *path, char *const argv[]);
/* The arguments end with NULL, 63 of them at most: execl("/bin/echo", "echo", "hello", NULL). */
int execl(const char *path, const char *argument, ...);

ssize_t read(int descriptor, void *buffer, size_t size);
ssize_t write(int descriptor, const void *buffer, size_t size);
int close(int descriptor);
off_t lseek(int descriptor, off_t offset, int origin);

pid_t getpid(void);
pid_t getppid(void);
pid_t getpgrp(void);
pid_t getpgid(pid_t pid);
int setpgid(pid_t pid, pid_t group);

/* The foreground process group of a terminal: the one whose members Ctrl-C reaches. */
pid_t tcgetpgrp(int terminal);
int tcsetpgrp(int terminal, pid_t group);
/* 1 if the descriptor is a terminal, else 0. */
int isatty(int descriptor);

/* sleep returns the seconds left if it was interrupted, else 0. */
unsigned sleep(unsigned seconds);
int usleep(useconds_t microseconds);

/* The end of the heap: brk sets it; sbrk moves it by `increment` bytes and returns where it was, or (void *)-1. */
int brk(void *end);
void *sbrk(intptr_t increment);
