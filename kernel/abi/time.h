/* Time structures: Linux i386's, from nanosleep(2), gettimeofday(2), times(2), clock_gettime(2),
 * getrusage(2). */
#pragma once
#include <stdint.h>

struct timespec {
    int32_t tv_sec;
    int32_t tv_nsec;
};

struct timeval {
    int32_t tv_sec;
    int32_t tv_usec;
};

struct timezone {
    int32_t tz_minuteswest;
    int32_t tz_dsttime;
};

/* Processor times in clock ticks of 1/CLOCK_TICKS_PER_SECOND seconds. */
struct tms {
    int32_t tms_utime;
    int32_t tms_stime;
    int32_t tms_cutime;
    int32_t tms_cstime;
};

/* For getrusage, and wait4's fourth argument. Robin fills in the two times and clears the rest. */
struct rusage {
    struct timeval ru_utime; /* in user mode */
    struct timeval ru_stime; /* in the kernel */
    int32_t ru_maxrss, ru_ixrss, ru_idrss, ru_isrss;
    int32_t ru_minflt, ru_majflt, ru_nswap;
    int32_t ru_inblock, ru_oublock;
    int32_t ru_msgsnd, ru_msgrcv, ru_nsignals;
    int32_t ru_nvcsw, ru_nivcsw;
};

/* Whose, for getrusage. */
#define RUSAGE_SELF 0
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD 1

#define CLOCK_TICKS_PER_SECOND 100 /* sysconf(_SC_CLK_TCK), whatever the timer's rate */

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
