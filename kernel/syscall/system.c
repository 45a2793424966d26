#include "kernel/abi/system.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/divide.h"
#include "kernel/mm/frames.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"
#include "kernel/syscall/dispatch.h"
#include "kernel/version.h"

int32_t sys_uname(const struct trapframe *frame) {
    static const struct utsname name = {
        .sysname = "Robin",
        .nodename = "robin",
        .release = ROBIN_RELEASE,
        .version = "Robin " ROBIN_VERSION,
        .machine = "i686",
        .domainname = "(none)",
    };
    return copy_to_user(current->space, user_argument(frame->ebx), &name, sizeof name);
}

int32_t sys_sysinfo(const struct trapframe *frame) {
    struct sysinfo information = {
        .uptime = ticks_to_timespec(ticks_now()).tv_sec,
        .totalram = frames_total() * PAGE_BYTES,
        .freeram = frames_free() * PAGE_BYTES,
        .procs = (uint16_t)process_count(),
        .mem_unit = 1,
    };
    return copy_to_user(current->space, user_argument(frame->ebx), &information, sizeof information);
}
