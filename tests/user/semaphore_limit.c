/* As many semaphores as there may be: ENOSPC, not a panic; all come back, by sem_destroy or by the family's end.
 * Properties: P75 R112
 * Robin only: on Linux the limit is the whole system's */
#include <robin.h>

#include "tests/user/child.h"

#define MORE_THAN_THERE_ARE 100000

int main(void) {
    static int ids[MORE_THAN_THERE_ARE];
    int count = 0;
    while (count < MORE_THAN_THERE_ARE && (ids[count] = sem_create(count)) >= 0)
        count++;
    CHECK(errno == ENOSPC, "after %d semaphores: %s", count, strerror(errno));
    CHECK(count >= 100, "there are only %d semaphores", count);
    CHECK(sem_create(1) == -1 && errno == ENOSPC, "there is one more after all");

    /* One place free: exactly one semaphore more. */
    CHECK(sem_destroy(ids[count / 2]) == 0, "sem_destroy: %s", strerror(errno));
    ids[count / 2] = sem_create(count / 2);
    CHECK(ids[count / 2] >= 0, "a place that is free cannot be used: %s", strerror(errno));
    CHECK(sem_create(1) == -1 && errno == ENOSPC, "one place was used twice");

    for (int i = 0; i < count; i++)
        CHECK(sem_value(ids[i]) == i, "semaphore %d has the value %d", i, sem_value(ids[i]));
    for (int i = 0; i < count; i++)
        CHECK(sem_destroy(ids[i]) == 0, "sem_destroy: %s", strerror(errno));
    int again = 0;
    while (again < MORE_THAN_THERE_ARE && sem_create(0) >= 0)
        again++;
    CHECK(again == count, "first %d semaphores, then %d", count, again);
    return check_result(); /* with all of them in use: the runner's next program will need some */
}
