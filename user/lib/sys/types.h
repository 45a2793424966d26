/* The types that system calls speak of, with Linux i386's sizes. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef int32_t pid_t;
typedef int32_t ssize_t;
typedef int32_t off_t;
typedef int32_t time_t;
typedef int32_t clock_t;
typedef int32_t clockid_t;
typedef uint32_t mode_t;
typedef uint32_t useconds_t;
