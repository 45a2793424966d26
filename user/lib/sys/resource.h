/* What a process has used, as in getrusage(2). */
#pragma once

#include "kernel/abi/time.h"

/* who: RUSAGE_SELF, RUSAGE_CHILDREN (those waited for), RUSAGE_THREAD. Fills in the two times and clears the rest.
 * EINVAL: another who. EFAULT: usage is not memory of the caller's. */
int getrusage(int who, struct rusage *usage);
