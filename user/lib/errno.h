/* errno: why the last call that returned -1 failed. perror is in <stdio.h>, strerror in <string.h>. */
#pragma once

#include "kernel/abi/errno.h"

extern int errno;
