/* Checks that remember. Owned here: whether this process has seen one fail. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "user/lib/check.h"

static int result;

bool check_failed(const char *file, int line, const char *pattern, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, pattern);
    vsnprintf(text, sizeof text, pattern, arguments);
    va_end(arguments);
    fflush(stdout); /* so that what led to the failure stands above it */
    fprintf(stderr, "FAILED: %s:%d: %s\n", file, line, text);
    result = 1;
    return false;
}

bool check_child_at(const char *file, int line, pid_t pid, int expected) {
    int status;
    if (waitpid(pid, &status, 0) != pid)
        return check_failed(file, line, "process %d is no child to wait for", pid);
    if (!WIFEXITED(status))
        return check_failed(file, line, "child %d was killed by signal %d", pid, WTERMSIG(status));
    if (WEXITSTATUS(status) != expected)
        return check_failed(file, line, "child %d exited with %d, not %d", pid, WEXITSTATUS(status), expected);
    return true;
}

int check_result(void) {
    return result;
}

void check_exit(void) {
    exit(result);
}
