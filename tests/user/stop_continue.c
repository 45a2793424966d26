/* Suspension: a stopped process makes no step until SIGCONT; what wait reports; signals that meet a stopped process.
 * Properties: K23 K26 */
#include <robin.h>
#include <signal.h>
#include <time.h>

#include "tests/user/child.h"

static volatile unsigned *counter;
static int gate;

static void count_for_ever(void) {
    for (;;)
        *counter += 1;
}

static bool advances(unsigned from) {
    for (int i = 0; i < 200 && *counter <= from; i++)
        usleep(10000);
    return *counter > from;
}

static void stop(pid_t pid) {
    int status = 0;
    CHECK(kill(pid, SIGSTOP) == 0, "kill(SIGSTOP): %s", strerror(errno));
    CHECK(waitpid(pid, &status, WUNTRACED) == pid, "waitpid(WUNTRACED) did not return the stopped child");
    CHECK(status == STOPPED(SIGSTOP), "the status word of a stopped child is %#x", status);
}

static void end(pid_t pid) {
    CHECK(kill(pid, SIGKILL) == 0, "kill(SIGKILL): %s", strerror(errno));
    CHECK(reap(pid) == KILLED(SIGKILL), "SIGKILL did not end the child");
}

static void check_counter(void) {
    pid_t pid = start(count_for_ever);
    CHECK(advances(0), "the child does not run");
    for (int round = 0; round < 3; round++) {
        stop(pid);
        unsigned stopped = *counter;
        usleep(50000);
        CHECK(*counter == stopped, "a stopped process ran");
        CHECK(kill(pid, SIGCONT) == 0, "kill(SIGCONT): %s", strerror(errno));
        CHECK(advances(stopped), "a continued process does not run");
    }
    end(pid);
}

static void check_reports(void) {
    pid_t pid = start(sleep_for_ever);
    stop(pid);
    CHECK(waitpid(pid, NULL, WUNTRACED | WNOHANG) == 0, "one stop is reported twice");
    kill(pid, SIGSTOP);
    let_others_run();
    CHECK(waitpid(pid, NULL, WUNTRACED | WNOHANG) == 0, "a stop of a stopped process is reported");
    kill(pid, SIGCONT);
    let_others_run();
    CHECK(waitpid(pid, NULL, WUNTRACED | WNOHANG) == 0, "SIGCONT is reported as a stop");
    kill(pid, SIGSTOP);
    let_others_run();
    CHECK(waitpid(pid, NULL, WNOHANG) == 0, "a stop is reported without WUNTRACED");
    int status;
    CHECK(waitpid(-1, &status, WUNTRACED) == pid && status == STOPPED(SIGSTOP), "the second stop is not reported");
    end(pid);
}

/* A signal that ends waits for SIGCONT; SIGKILL does not. */
static void check_signals_to_stopped(void) {
    pid_t pid = start(sleep_for_ever);
    stop(pid);
    CHECK(kill(pid, SIGTERM) == 0, "kill(SIGTERM): %s", strerror(errno));
    let_others_run();
    CHECK(waitpid(pid, NULL, WNOHANG) == 0, "SIGTERM ended a stopped process");
    kill(pid, SIGCONT);
    CHECK(reap(pid) == KILLED(SIGTERM), "SIGTERM was lost while the process was stopped");

    pid = start(spin_for_ever);
    stop(pid);
    end(pid);
}

/* A signal that ends comes first: a stop right behind it, before the process has seen either, changes nothing. */
static void check_stop_of_the_dying(const char *what, void (*work)(void)) {
    for (int round = 0; round < 5; round++) {
        int status = 0;
        pid_t pid = start(work);
        let_others_run();
        kill(pid, SIGTERM);
        kill(pid, SIGSTOP);
        CHECK(waitpid(pid, &status, WUNTRACED) == pid, "%s: waitpid: %s", what, strerror(errno));
        if (!CHECK(status == KILLED(SIGTERM), "%s: SIGTERM, SIGSTOP: status word %#x", what, status))
            end(pid);
    }
}

static void pass_gate(void) {
    P(gate);
}

/* Who is stopped while blocked may be given what it waits for, but goes on only when it is continued. */
static void check_blocked(void) {
    pid_t pid = start(pass_gate);
    let_others_run();
    stop(pid);
    V(gate);
    let_others_run();
    CHECK(waitpid(pid, NULL, WNOHANG) == 0, "a stopped process came out of P and ended");
    kill(pid, SIGCONT);
    CHECK(reap(pid) == EXITED(0), "the continued process did not come out of P");
    CHECK(sem_value(gate) == 0, "the unit was not taken");
}

static void sleep_a_little(void) {
    CHECK(nanosleep(&(struct timespec){0, 50000000}, NULL) == 0, "nanosleep: %s", strerror(errno));
}

static void check_sleeping(void) {
    pid_t pid = start(sleep_a_little);
    let_others_run();
    stop(pid);
    usleep(100000);
    CHECK(waitpid(pid, NULL, WNOHANG) == 0, "a stopped process came out of its sleep and ended");
    kill(pid, SIGCONT);
    CHECK(reap(pid) == EXITED(0), "the continued process did not come out of its sleep");
}

int main(void) {
    counter = shared_memory(sizeof *counter);
    gate = sem_create(0);
    REQUIRE(gate >= 0, "sem_create: %s", strerror(errno));
    check_counter();
    check_reports();
    check_signals_to_stopped();
    check_stop_of_the_dying("spinning", spin_for_ever);
    check_stop_of_the_dying("sleeping", sleep_for_ever);
    check_blocked();
    check_sleeping();
    return check_result();
}
