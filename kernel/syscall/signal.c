#include "kernel/proc/kill.h"
#include "kernel/abi/errno.h"
#include "kernel/debug/trace.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"
#include "kernel/syscall/dispatch.h"

int32_t sys_kill(const struct trapframe *frame) {
    return signal_kill((int32_t)frame->ebx, (int)frame->ecx);
}

/* setpgid(2): for ourselves or a child, also one that has called execve (which Linux refuses); into a group of its own,
 * or one that exists. Robin has a single session. */
int32_t sys_setpgid(const struct trapframe *frame) {
    int32_t pid = frame->ebx == 0 ? current->pid : (int32_t)frame->ebx;
    int32_t group = frame->ecx == 0 ? pid : (int32_t)frame->ecx;
    if (group < 0) {
        return -EINVAL;
    }
    struct pcb *process = process_find(pid);
    if (!process || (process != current && process->parent != current)) {
        return -ESRCH;
    }
    if (group != process->pid && !process_group_exists(group)) {
        return -EPERM;
    }
    process->group = group;
    trace_emit(TRACE_GROUP, process->pid, (uint32_t)group, 0, 0);
    return 0;
}

int32_t sys_getpgid(const struct trapframe *frame) {
    int32_t pid = (int32_t)frame->ebx;
    const struct pcb *process = pid == 0 ? current : process_find(pid);
    return process ? process->group : -ESRCH;
}
