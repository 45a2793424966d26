#pragma once

#define ROBIN_VERSION "0.1"

/* uname -r. Static glibc programs refuse to run on a kernel that calls itself older than what they were built for. */
#define ROBIN_RELEASE "6.1.0-robin-" ROBIN_VERSION
