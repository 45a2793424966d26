/* execve(2). */
#pragma once
#include "kernel/mm/user_copy.h"

/* Replaces the current process's program: new memory, new registers, a new semaphore family; pid, parent, children,
 * group and open files (but those with O_CLOEXEC) stay. Does not fail half-way: on an error the caller goes on as if
 * nothing had happened. 0 (into the new program); -ENOENT, -ENOTDIR, -EACCES, -ENOEXEC, -E2BIG, -EFAULT,
 * -ENAMETOOLONG, -ENOMEM. Context: process context. */
int process_exec(user_pointer path, user_pointer argv, user_pointer envp);

/* Makes process 1 from the program at `path`, with these arguments, and makes it ready. Returns NULL, or one line that
 * says why not. Context: boot. */
const char *process_start_init(const char *path, uint32_t argument_count, const char *const *arguments);
