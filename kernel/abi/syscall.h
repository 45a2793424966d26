/* System-call numbers: Linux i386's (asm/unistd_32.h), and Robin's own from 1024 on.
 * Number in eax, arguments in ebx, ecx, edx, esi, edi, ebp; int 0x80; the result, or a negated errno, in eax. */
#pragma once

#define SYSTEM_CALL_VECTOR 0x80

#define SYS_exit 1
#define SYS_fork 2
#define SYS_read 3
#define SYS_write 4
#define SYS_open 5
#define SYS_close 6
#define SYS_waitpid 7
#define SYS_execve 11
#define SYS_lseek 19
#define SYS_getpid 20
#define SYS_kill 37
#define SYS_times 43
#define SYS_brk 45
#define SYS_ioctl 54
#define SYS_setpgid 57
#define SYS_getppid 64
#define SYS_getrusage 77
#define SYS_gettimeofday 78
#define SYS_munmap 91
#define SYS_wait4 114
#define SYS_sysinfo 116
#define SYS_uname 122
#define SYS_getpgid 132
#define SYS_sched_yield 158
#define SYS_nanosleep 162
#define SYS_prctl 172
#define SYS_mmap2 192
#define SYS_getdents64 220
#define SYS_exit_group 252
#define SYS_clock_gettime 265

/* Robin's own: Dijkstra's primitives, and a mark in the trace. */
#define SYS_sem_create 1024  /* (value) -> id */
#define SYS_P 1025           /* (id) -> 0 */
#define SYS_V 1026           /* (id) -> 0 */
#define SYS_sem_destroy 1027 /* (id) -> 0 */
#define SYS_try_P 1028       /* (id) -> 0, or -EAGAIN at once */
#define SYS_sem_value 1029   /* (id) -> the value now */
#define SYS_sem_label 1030   /* (id, name) -> 0 */
#define SYS_mark 1031        /* (label, value) -> 0 */

#define SYSTEM_CALL_COUNT 1032 /* one more than the highest number */
