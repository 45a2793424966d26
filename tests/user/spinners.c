/* Three processes compute without a pause and without a system call: only the timer takes the processor from them. Who
 * runs when is judged by the trace, in tests/system/test_scheduling.py.
 * With the argument "forever" it says so, and then computes until it is killed.
 * Properties: S34 */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "user/lib/check.h"

#define SPINNERS 3
#define TURNS 3000000 /* of an empty loop: about 100 ms under -icount shift=3 */

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1) {
        printf("for ever\n");
        for (volatile bool on = true; on;) {
        }
    }
    pid_t children[SPINNERS];
    for (int i = 0; i < SPINNERS; i++) {
        children[i] = fork();
        REQUIRE(children[i] >= 0, "fork fails");
        if (children[i] == 0) {
            for (volatile int turn = 0; turn < TURNS; turn++) {
            }
            return 0;
        }
    }
    for (int i = 0; i < SPINNERS; i++) {
        check_child(children[i], 0);
    }
    return check_result();
}
