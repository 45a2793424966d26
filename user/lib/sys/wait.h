/* Waiting for children, as in wait(2): the macros take the status word that these calls store. */
#pragma once

#include <sys/types.h>

#include "kernel/abi/time.h"
#include "kernel/abi/wait.h"

pid_t wait(int *status);
pid_t waitpid(pid_t pid, int *status, int options);
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage);
