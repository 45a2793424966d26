/* Signals, as in kill(2) and signal(7). */
#pragma once

#include <sys/types.h>

#include "kernel/abi/signal.h"

typedef void (*sighandler_t)(int signal);

#define SIG_DFL ((sighandler_t)0)
#define SIG_IGN ((sighandler_t)1)
#define SIG_ERR ((sighandler_t)-1)

int kill(pid_t pid, int signal);
int raise(int signal);

/* Sets what a signal does, SIG_DFL or SIG_IGN, and returns what it did. Robin's kernel has no such call: SIG_ERR. */
sighandler_t signal(int signal, sighandler_t action);

/* "INT" for SIGINT; NULL if there is no such signal or it has no name. */
const char *sigabbrev_np(int signal);
