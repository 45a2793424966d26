/* suspend - a process is stopped and continued
 *
 * Usage: suspend
 *
 * SIGSTOP suspends a process: it keeps everything it has, but it is not ready
 * and gets no processor until SIGCONT. A child counts as fast as it can; its
 * parent stops it, looks twice, continues it, and kills it in the end.
 *
 * Watch: the number does not move between the two looks at a stopped child.
 *
 * Think: 1. Suspended is not blocked: what is a blocked process waiting for?
 *        2. The textbook has seven states. Which two does SIGSTOP lead to?
 *        3. Ctrl-Z does this to the program in front. How would you use it? */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define LOOK_MICROSECONDS 100000
#define MOST_LOOKS 50

static volatile unsigned *counter; /* the child's, shared */

/* Sleeps until the counter is above `before`; false if it does not get there. */
static int advances(unsigned before) {
    for (int look = 0; look < MOST_LOOKS && *counter <= before; look++)
        usleep(LOOK_MICROSECONDS);
    return *counter > before;
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc != 1) {
        fprintf(stderr, "suspend: takes no arguments\n");
        return 2;
    }
    counter = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(counter != MAP_FAILED, "mmap: %s", strerror(errno));
    pid_t child = fork();
    REQUIRE(child >= 0, "fork: %s", strerror(errno));
    if (child == 0) {
        for (;;)
            *counter += 1;
    }

    int status;
    CHECK(advances(0), "the child does not count");
    printf("the child counts                %12u\n", *counter);

    kill(child, SIGSTOP);
    CHECK(waitpid(child, &status, WUNTRACED) == child, "waitpid(WUNTRACED) did not return the child");
    CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP, "status word %#x does not say stopped", status);
    unsigned stopped = *counter;
    printf("SIGSTOP: it is stopped          %12u\n", stopped);
    usleep(2 * LOOK_MICROSECONDS);
    unsigned later = *counter;
    printf("0.2 seconds later               %12u\n", later);
    CHECK(later == stopped, "the stopped child went on counting");

    kill(child, SIGCONT);
    CHECK(advances(stopped), "the child does not count after SIGCONT");
    printf("SIGCONT: it counts again        %12u\n", *counter);

    kill(child, SIGKILL);
    CHECK(waitpid(child, &status, 0) == child, "waitpid did not return the child");
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "status word %#x does not say killed", status);
    printf("SIGKILL: it has ended           %12u\n", *counter);
    return check_result();
}
