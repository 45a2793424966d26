/* The process's own name, as in prctl(2): PR_SET_NAME, PR_GET_NAME. */
#pragma once

#include "kernel/abi/system.h"

int prctl(int option, ...);
