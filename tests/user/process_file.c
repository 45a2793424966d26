/* /proc/processes names what each blocked process waits for. A read gives a line; one that has no room for it fails and
 * loses nothing.
 * Robin only: Linux has no such file */
#include <fcntl.h>
#include <robin.h>
#include <signal.h>

#include "tests/user/child.h"

#define LINE_BYTES 160

static int semaphore;

static void wait_at_semaphore(void) {
    P(semaphore);
}

static void sleep_shortly(void) {
    usleep(100000);
}

static void wait_for_child(void) {
    run(sleep_shortly);
}

/* The line of this process, or none. */
static bool find_line(pid_t pid, char *line) {
    int file = open("/proc/processes", O_RDONLY);
    REQUIRE(file >= 0, "open: %s", strerror(errno));
    CHECK(read(file, line, 10) == -1 && errno == EINVAL, "a read of 10 bytes does not fail");
    bool found = false;
    ssize_t size;
    while (!found && (size = read(file, line, LINE_BYTES - 1)) > 0) {
        line[size] = '\0';
        found = atoi(line) == pid;
    }
    close(file);
    return found;
}

static void check_waits_for(void (*work)(void), const char *what) {
    pid_t pid = start(work);
    let_others_run();
    char line[LINE_BYTES];
    if (CHECK(find_line(pid, line), "process %d is not in the list", pid)) {
        CHECK(strstr(line, " blocked ") && strstr(line, what), "no \"%s\" in: %s", what, line);
    }
    if (work != wait_for_child) { /* which ends by itself, and its child with it */
        kill(pid, SIGKILL);
    }
    reap(pid);
}

int main(void) {
    semaphore = sem_create(0);
    REQUIRE(semaphore >= 0 && sem_label(semaphore, "gate") == 0, "no semaphore: %s", strerror(errno));
    check_waits_for(wait_at_semaphore, "gate");
    check_waits_for(sleep_for_ever, "tick ");
    check_waits_for(wait_for_child, "a child");
    char line[LINE_BYTES];
    CHECK(find_line(getpid(), line) && strstr(line, " running "), "we do not run");
    CHECK(!find_line(30000, line), "process 30000 is in the list");
    return check_result();
}
