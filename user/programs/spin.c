/* spin - computes without end, or for some seconds
 *
 * Usage: spin [SECONDS]
 *
 * It never blocks: whenever it may have the processor, it takes it. Good
 * company for experiments in the background.
 *
 * Watch: start `spin &` twice and type `ps`: two processes are ready or
 * running, and the shell answers nevertheless. End them with `kill PID`.
 *
 * Think: 1. Why does the shell still answer?
 *        2. Let `spin 10 &` and `spin 10` run together. What do they report? */
#include <stdio.h>
#include <stdlib.h>
#include <sys/times.h>

#include "user/lib/check.h"

#define MOST_SECONDS 1000000

int main(int argc, char **argv) {
    char *end = "";
    long seconds = argc > 1 ? strtol(argv[1], &end, 10) : 0;
    if (argc > 2 || *end != '\0' || (argc > 1 && (seconds < 1 || seconds > MOST_SECONDS))) {
        fprintf(stderr, "spin: give a number of seconds, or nothing to compute without end\n");
        return 2;
    }
    struct tms used;
    clock_t start = times(&used), passed;
    do {
        for (volatile int i = 0; i < 10000; i++)
            ;
        passed = times(&used) - start;
    } while (seconds == 0 || passed < seconds * CLOCK_TICKS_PER_SECOND);

    clock_t mine = used.tms_utime + used.tms_stime;
    printf("spin: %d of the last %d ticks of 1/%d s were mine\n", mine, passed, CLOCK_TICKS_PER_SECOND);
    CHECK(mine <= passed + 1, "more ticks were charged than have passed");
    return check_result();
}
