/* wait4(2). */
#pragma once
#include <stdint.h>

struct wait_result {
    int status;                        /* the status word */
    uint32_t user_ticks, kernel_ticks; /* of the child and those it has waited for */
};

/* Waits until a child of the current process has ended (or, with WUNTRACED, was stopped), and takes its PCB away if it
 * has ended. `which`: -1 any child, > 0 that one, 0 any of our process group, < -1 any of group -which.
 * Returns its pid; 0 with WNOHANG if none has yet; -ECHILD without such a child; -EINVAL for unknown options; -EINTR if
 * a signal ends the wait. Context: may sleep. */
int32_t process_wait(int32_t which, int32_t options, struct wait_result *result);
