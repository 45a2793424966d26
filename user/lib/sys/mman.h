/* Memory from the kernel, as in mmap(2). Robin has anonymous mappings, private and shared; no file mappings. */
#pragma once

#include <sys/types.h>

#include "kernel/abi/memory.h"

#define MAP_FAILED ((void *)-1)

void *mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset);
int munmap(void *address, size_t size);
