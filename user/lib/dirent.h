/* Reading directories, as in readdir(3). An entry is the kernel's own and stays valid until the next readdir. */
#pragma once

#include "kernel/abi/file.h"

#define dirent linux_dirent64

typedef struct directory DIR;

DIR *opendir(const char *path);
struct dirent *readdir(DIR *directory);
int closedir(DIR *directory);
