/* fork(2). */
#pragma once
#include <stdint.h>

/* Makes a child that is a copy of the current process: memory (copy-on-write), registers, open files (shared), the
 * semaphore family (shared), group and name. The child's fork returns 0; it goes to the tail of the ready queue.
 * Returns the child's pid; -EAGAIN if there is no pid left, -ENOMEM if memory is full: then nothing has changed.
 * Context: process context; never sleeps. */
int32_t process_fork(void);
