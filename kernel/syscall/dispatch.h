/* System calls: from a number to the function that serves it. The interface is in kernel/abi/syscall.h. */
#pragma once
#include "arch/x86/trapframe.h"
#include "kernel/mm/user_copy.h"
#include <stdint.h>

/* Serves the system call whose number and arguments are in the frame. Its result, or -E...; -ENOSYS if there is no such
 * call. Context: process context, interrupts on. */
int32_t system_call(const struct trapframe *frame);

/* The call's name, which is that of its function below; NULL if there is no such call. Context: any. */
const char *system_call_name(uint32_t number);

/* Each takes its arguments from the frame: ebx, ecx, edx, esi, edi, ebp. They may sleep where their header says so. */
typedef int32_t (*system_call_function)(const struct trapframe *frame);

static inline user_pointer user_argument(uint32_t value) {
    return user_pointer_at(value);
}

/* process.c */
int32_t sys_exit(const struct trapframe *frame);
int32_t sys_fork(const struct trapframe *frame);
int32_t sys_waitpid(const struct trapframe *frame);
int32_t sys_wait4(const struct trapframe *frame);
int32_t sys_execve(const struct trapframe *frame);
int32_t sys_getpid(const struct trapframe *frame);
int32_t sys_getppid(const struct trapframe *frame);
int32_t sys_sched_yield(const struct trapframe *frame);
int32_t sys_prctl(const struct trapframe *frame);
/* signal.c */
int32_t sys_kill(const struct trapframe *frame);
int32_t sys_setpgid(const struct trapframe *frame);
int32_t sys_getpgid(const struct trapframe *frame);
/* file.c */
int32_t sys_open(const struct trapframe *frame);
int32_t sys_close(const struct trapframe *frame);
int32_t sys_read(const struct trapframe *frame);
int32_t sys_write(const struct trapframe *frame);
int32_t sys_lseek(const struct trapframe *frame);
int32_t sys_getdents64(const struct trapframe *frame);
int32_t sys_ioctl(const struct trapframe *frame);
/* memory.c */
int32_t sys_brk(const struct trapframe *frame);
int32_t sys_mmap2(const struct trapframe *frame);
int32_t sys_munmap(const struct trapframe *frame);
/* time.c */
int32_t sys_nanosleep(const struct trapframe *frame);
int32_t sys_times(const struct trapframe *frame);
int32_t sys_clock_gettime(const struct trapframe *frame);
int32_t sys_gettimeofday(const struct trapframe *frame);
/* system.c */
int32_t sys_uname(const struct trapframe *frame);
int32_t sys_sysinfo(const struct trapframe *frame);
/* semaphore.c */
int32_t sys_sem_create(const struct trapframe *frame);
int32_t sys_P(const struct trapframe *frame);
int32_t sys_V(const struct trapframe *frame);
int32_t sys_sem_destroy(const struct trapframe *frame);
int32_t sys_try_P(const struct trapframe *frame);
int32_t sys_sem_value(const struct trapframe *frame);
int32_t sys_sem_label(const struct trapframe *frame);
int32_t sys_mark(const struct trapframe *frame);
