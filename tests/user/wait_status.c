/* wait: a status that cannot be stored, and the status words of children ended by each signal.
 * Properties: L16 */
#include <signal.h>

#include "tests/user/child.h"
#include "tests/user/wild.h"

/* As on Linux: the child is gone all the same. */
static void check_bad_pointers(void) {
    make_wild();
    for (int i = 0; i < WILD_COUNT; i++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(1);
        int result = waitpid(pid, (int *)wild[i].address, 0);
        CHECK(result == -1 && errno == EFAULT, "a status %s: waitpid returned %d", wild[i].what, result);
        CHECK(waitpid(pid, NULL, 0) == -1 && errno == ECHILD, "a status %s: the child is still there", wild[i].what);
    }
    pid_t pid = start(sleep_for_ever);
    CHECK(waitpid(pid, (int *)wild[0].address, WNOHANG) == 0, "WNOHANG with nothing to report used the pointer");
    kill(pid, SIGKILL);
    reap(pid);
    CHECK(waitpid(-1, (int *)wild[0].address, 0) == -1 && errno == ECHILD, "EFAULT comes before ECHILD");
}

static bool ends_process(int signal) {
    switch (signal) {
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH:
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
        return false;
    default:
        return true;
    }
}

static void check_terminating_signals(void) {
    for (int number = 1; number <= SIGNAL_MAX; number++) {
        signal(number, SIG_DFL); /* Linux: whoever started this may have left signals ignored */
        if (!ends_process(number))
            continue;
        pid_t pid = start(sleep_for_ever);
        CHECK(kill(pid, number) == 0, "kill(%d): %s", number, strerror(errno));
        int status = reap(pid);
        CHECK(status == KILLED(number), "signal %d: status word %#x", number, status);
    }
}

static void check_ignored_signals(void) {
    static const int ignored[] = {SIGCHLD, SIGCONT, SIGURG, SIGWINCH};
    pid_t pid = start(sleep_for_ever);
    for (unsigned i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        CHECK(kill(pid, ignored[i]) == 0, "kill(%d): %s", ignored[i], strerror(errno));
    let_others_run();
    CHECK(waitpid(pid, NULL, WNOHANG | WUNTRACED) == 0, "a signal that does nothing ended or stopped the child");
    kill(pid, SIGKILL);
    CHECK(reap(pid) == KILLED(SIGKILL), "the child was not there to be killed");
}

int main(void) {
    check_bad_pointers();
    check_terminating_signals();
    check_ignored_signals();
    return check_result();
}
