/* Three processes yield in turn, then the last one alone: who yields goes to the tail of the ready queue; with nobody
 * else it goes on at once. The order is judged by the trace, in tests/system/test_scheduling.py.
 * Properties: S36 S37 */
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define CHILDREN 3
#define TURNS 10

int main(void) {
    pid_t children[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork();
        REQUIRE(children[i] >= 0, "fork fails");
        if (children[i] == 0) {
            for (int turn = 0; turn < TURNS; turn++) {
                CHECK(sched_yield() == 0, "sched_yield fails");
            }
            return check_result();
        }
    }
    for (int i = 0; i < CHILDREN; i++) {
        check_child(children[i], 0);
    }
    for (int turn = 0; turn < TURNS; turn++) {
        CHECK(sched_yield() == 0, "sched_yield fails");
    }
    return check_result();
}
