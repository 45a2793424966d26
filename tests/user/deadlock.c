/* Processes that wait for one another in a circle: each has a lock, and wants the next one's. /proc/why says so. With a
 * number there are so many of them, and nobody ends it: for the tests of what the kernel reports of a hang.
 * Robin only: Linux has no such file
 * Properties: D93 */
#include <fcntl.h>
#include <robin.h>
#include <signal.h>
#include <stdio.h>

#include "tests/user/child.h"

#define LINE_BYTES 256

#define MOST 9

static int locks[MOST];
static int count = 2;
static int own; /* a child's number */

static void take_two(void) {
    P(locks[own]);
    let_others_run();
    P(locks[(own + 1) % count]);
}

/* Does the sentence about this process have the words? */
static void check_sentence(pid_t pid, const char *words) {
    char line[LINE_BYTES];
    int file = open("/proc/why", O_RDONLY);
    REQUIRE(file >= 0, "open: %s", strerror(errno));
    CHECK(read(file, line, 5) == -1 && errno == EINVAL, "a read of 5 bytes does not fail");
    ssize_t size;
    do {
        size = read(file, line, sizeof line - 1);
        line[size > 0 ? size : 0] = '\0';
    } while (size > 0 && atoi(line) != pid);
    close(file);
    CHECK(size > 0 && strstr(line, words), "no \"%s\" in: %s", words, line);
}

int main(int argc, char **argv) {
    pid_t children[MOST] = {0};
    if (argc > 1) {
        count = atoi(argv[1]);
        REQUIRE(count > 1 && count <= MOST, "%s is not a number from 2 to %d", argv[1], MOST);
    }
    for (int i = 0; i < count; i++) {
        char label[16];
        snprintf(label, sizeof label, "lock %d", i + 1);
        locks[i] = sem_create(1);
        REQUIRE(locks[i] >= 0 && sem_label(locks[i], label) == 0, "no semaphore: %s", strerror(errno));
    }
    for (own = 0; own < count; own++) {
        children[own] = start(take_two);
    }
    if (argc > 1) {
        reap(children[0]);
    }
    let_others_run();
    let_others_run();
    char words[LINE_BYTES];
    snprintf(words, sizeof words, "; %d passed it last\n", children[1]);
    check_sentence(children[0], "is BLOCKED in P(lock 2), held up since tick ");
    check_sentence(children[0], words);
    check_sentence(children[1], "is BLOCKED in P(lock 1), held up since tick ");
    kill(children[0], SIGKILL);
    kill(children[1], SIGKILL);
    let_others_run(); /* they end in their own time */
    check_sentence(children[1], "is a ZOMBIE since tick ");
    reap(children[0]);
    reap(children[1]);
    return check_result();
}
