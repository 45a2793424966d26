/* Opening files, as in open(2). Robin's files are the boot archive's, which nobody can write, and its devices. */
#pragma once

#include <sys/types.h>

#include "kernel/abi/file.h"

int open(const char *path, int flags, ...);
