/* Where the file of the program itself is. */
#pragma once

#include <stdio.h>
#include <string.h>

/* argv[0] if that is a path; else Robin's runner started it, by its name in /test. */
static inline const char *own_path(char **argv) {
    static char path[64];
    if (strchr(argv[0], '/') != NULL)
        return argv[0];
    snprintf(path, sizeof path, "/test/%s", argv[0]);
    return path;
}
