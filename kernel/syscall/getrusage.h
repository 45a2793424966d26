/* getrusage(2): how long processes have had the CPU.
 *
 *     ebx    whose time: RUSAGE_SELF, the caller's; RUSAGE_THREAD, the same, for a process has one thread;
 *            RUSAGE_CHILDREN, that of the children that were waited for, and of those that they had waited for
 *     ecx    the address of a struct rusage of the caller's
 *
 * ru_utime is the time in user mode and ru_stime that in the kernel, as the timer tick charges it: whole ticks, each to
 * the process that it interrupts. They are the times that times(2) gives in other units, and those of wait4(2). Of a
 * struct timeval, tv_usec is below 1,000,000. What Robin does not count is 0: the manual page allows that. */
#pragma once
#include "arch/x86/trapframe.h"
#include <stdint.h>

/* 0. -EINVAL for any other ebx, whatever ecx is; then nothing is written. -EFAULT if not all of the structure is the
 * caller's to write, or -ENOMEM; then nothing outside of the structure has been touched.
 * Context: process context, interrupts on. Never sleeps. */
int32_t sys_getrusage(const struct trapframe *frame);
