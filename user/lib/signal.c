/* Signals' names, and the two calls that are not plain system calls. */
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "user/lib/system_call.h"

#define LINUX_SYS_SIGNAL 48 /* on Robin: ENOSYS */

int raise(int signal) {
    return kill(getpid(), signal);
}

sighandler_t signal(int signal, sighandler_t action) {
    return (sighandler_t)system_result(system_call2(LINUX_SYS_SIGNAL, signal, (long)action));
}

const char *sigabbrev_np(int signal) {
    static const char *const names[] = {
        [SIGHUP] = "HUP",   [SIGINT] = "INT",       [SIGQUIT] = "QUIT", [SIGILL] = "ILL",     [SIGTRAP] = "TRAP",
        [SIGABRT] = "ABRT", [SIGBUS] = "BUS",       [SIGFPE] = "FPE",   [SIGKILL] = "KILL",   [SIGUSR1] = "USR1",
        [SIGSEGV] = "SEGV", [SIGUSR2] = "USR2",     [SIGPIPE] = "PIPE", [SIGALRM] = "ALRM",   [SIGTERM] = "TERM",
        [SIGCHLD] = "CHLD", [SIGSTKFLT] = "STKFLT", [SIGCONT] = "CONT", [SIGSTOP] = "STOP",   [SIGTSTP] = "TSTP",
        [SIGTTIN] = "TTIN", [SIGTTOU] = "TTOU",     [SIGURG] = "URG",   [SIGXCPU] = "XCPU",   [SIGXFSZ] = "XFSZ",
        [SIGPROF] = "PROF", [SIGVTALRM] = "VTALRM", [SIGIO] = "IO",     [SIGWINCH] = "WINCH", [SIGPWR] = "PWR",
        [SIGSYS] = "SYS",
    };
    return signal >= 0 && (size_t)signal < sizeof names / sizeof names[0] ? names[signal] : NULL;
}
