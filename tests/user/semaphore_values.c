/* Semaphores without waiting: values, the largest one, and what each call refuses.
 * Properties: P61 P62 P69 P72 P74
 * Robin only: Linux's semaphores have other limits */
#include <robin.h>
#include <signal.h>

#include "tests/user/child.h"

#define LARGEST 0x7fffffff

static void check_values(void) {
    int id = sem_create(2);
    CHECK(id >= 0, "sem_create(2): %s", strerror(errno));
    CHECK(sem_value(id) == 2, "the value is %d, not 2", sem_value(id));
    CHECK(P(id) == 0 && sem_value(id) == 1, "P on 2 leaves %d", sem_value(id));
    CHECK(try_P(id) == 0 && sem_value(id) == 0, "try_P on 1 leaves %d", sem_value(id));
    CHECK(try_P(id) == -1 && errno == EAGAIN, "try_P on 0 did not say EAGAIN");
    CHECK(sem_value(id) == 0, "a try_P that failed leaves %d", sem_value(id));
    CHECK(V(id) == 0 && V(id) == 0 && V(id) == 0 && sem_value(id) == 3, "three V leave %d", sem_value(id));
    CHECK(sem_label(id, "a label") == 0, "sem_label: %s", strerror(errno));
    CHECK(sem_label(id, "a label much longer than anybody can keep") == 0, "a long label: %s", strerror(errno));
    CHECK(sem_label(id, "") == 0, "an empty label: %s", strerror(errno));
    CHECK(mark("label", -1) == 0, "mark: %s", strerror(errno));
    CHECK(sem_value(id) == 3, "labels changed the value");
    CHECK(sem_destroy(id) == 0, "sem_destroy: %s", strerror(errno));
}

static void check_largest(void) {
    int id = sem_create(LARGEST - 1);
    CHECK(id >= 0, "sem_create: %s", strerror(errno));
    CHECK(V(id) == 0 && sem_value(id) == LARGEST, "V up to the largest value");
    CHECK(V(id) == -1 && errno == EOVERFLOW, "V past the largest value did not say EOVERFLOW");
    CHECK(sem_value(id) == LARGEST, "a V that failed leaves %d", sem_value(id));
    CHECK(P(id) == 0 && V(id) == 0 && sem_value(id) == LARGEST, "P and V at the largest value");
    sem_destroy(id);
    CHECK(sem_create(-1) == -1 && errno == EINVAL, "a negative value");
    CHECK(sem_create(-LARGEST - 1) == -1 && errno == EINVAL, "the most negative value");
}

static void check_different(void) {
    int first = sem_create(1), second = sem_create(1);
    CHECK(first >= 0 && second >= 0 && first != second, "two semaphores have the ids %d and %d", first, second);
    P(first);
    CHECK(sem_value(second) == 1, "P of one semaphore changed another");
    sem_destroy(first);
    CHECK(sem_value(second) == 1, "destroying one semaphore changed another");
    sem_destroy(second);
}

static void check_id_refused(const char *what, int id) {
    CHECK(P(id) == -1 && errno == EINVAL, "%s: P", what);
    CHECK(V(id) == -1 && errno == EINVAL, "%s: V", what);
    CHECK(try_P(id) == -1 && errno == EINVAL, "%s: try_P", what);
    CHECK(sem_value(id) == -1 && errno == EINVAL, "%s: sem_value", what);
    CHECK(sem_label(id, "label") == -1 && errno == EINVAL, "%s: sem_label", what);
    CHECK(sem_destroy(id) == -1 && errno == EINVAL, "%s: sem_destroy", what);
}

static void check_ids(void) {
    int destroyed = sem_create(5);
    sem_destroy(destroyed);
    check_id_refused("a destroyed semaphore", destroyed);
    check_id_refused("id -1", -1);
    check_id_refused("the most negative id", -LARGEST - 1);
    check_id_refused("the highest id", LARGEST);
    for (int bit = 10; bit < 31; bit++)
        check_id_refused("a large id", 1 << bit);
}

static void check_labels(void) {
    int id = sem_create(1);
    CHECK(sem_label(id, NULL) == -1 && errno == EFAULT, "NULL as a label");
    CHECK(sem_label(id, (const char *)0xc0100000) == -1 && errno == EFAULT, "a label in the kernel");
    CHECK(mark((const char *)0xfffffffe, 1) == -1 && errno == EFAULT, "a mark across the end of memory");
    CHECK(sem_value(id) == 1, "a bad label changed the value");
    sem_destroy(id);
}

int main(void) {
    check_values();
    check_largest();
    check_different();
    check_ids();
    check_labels();
    return check_result();
}
