/* uname(2), sysinfo(2), prctl(2): Linux i386's layouts. */
#pragma once
#include <stdint.h>

struct utsname {
    char sysname[65];
    char nodename[65];
    char release[65];
    char version[65];
    char machine[65];
    char domainname[65];
};

struct sysinfo {
    int32_t uptime; /* seconds since boot */
    uint32_t loads[3];
    uint32_t totalram; /* in units of mem_unit bytes */
    uint32_t freeram;
    uint32_t sharedram;
    uint32_t bufferram;
    uint32_t totalswap;
    uint32_t freeswap;
    uint16_t procs; /* processes that exist */
    uint16_t pad;
    uint32_t totalhigh;
    uint32_t freehigh;
    uint32_t mem_unit;
    char _f[8];
};

#define PR_SET_NAME 15
#define PR_GET_NAME 16

#define PROCESS_NAME_BYTES 16 /* with the NUL, as PR_SET_NAME has it */
