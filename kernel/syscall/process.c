#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/system.h"
#include "kernel/abi/time.h"
#include "kernel/abi/wait.h"
#include "kernel/proc/exec.h"
#include "kernel/proc/fork.h"
#include "kernel/proc/process.h"
#include "kernel/proc/wait.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/sched.h"
#include "kernel/syscall/dispatch.h"

int32_t sys_exit(const struct trapframe *frame) {
    process_end(WAIT_STATUS_EXITED((int)frame->ebx));
}

int32_t sys_fork(const struct trapframe *frame) {
    (void)frame;
    return process_fork();
}

/* The child is gone whether or not the parent's pointers are good: so it is on Linux. */
static int32_t wait_and_report(const struct trapframe *frame, user_pointer usage_to) {
    user_pointer status_to = user_argument(frame->ecx);
    struct wait_result result;
    int32_t pid = process_wait((int32_t)frame->ebx, (int32_t)frame->edx, &result);
    int error = 0;
    if (pid > 0 && status_to.address != 0) {
        error = copy_to_user(current->space, status_to, &result.status, sizeof result.status);
    }
    if (pid > 0 && error == 0 && usage_to.address != 0) {
        struct rusage usage = {.ru_utime = ticks_to_timeval(result.user_ticks),
                               .ru_stime = ticks_to_timeval(result.kernel_ticks)};
        error = copy_to_user(current->space, usage_to, &usage, sizeof usage);
    }
    return error != 0 ? error : pid;
}

int32_t sys_waitpid(const struct trapframe *frame) {
    return wait_and_report(frame, user_argument(0));
}

int32_t sys_wait4(const struct trapframe *frame) {
    return wait_and_report(frame, user_argument(frame->esi));
}

int32_t sys_execve(const struct trapframe *frame) {
    return process_exec(user_argument(frame->ebx), user_argument(frame->ecx), user_argument(frame->edx));
}

int32_t sys_getpid(const struct trapframe *frame) {
    (void)frame;
    return current->pid;
}

int32_t sys_getppid(const struct trapframe *frame) {
    (void)frame;
    return current->parent ? current->parent->pid : 0;
}

int32_t sys_sched_yield(const struct trapframe *frame) {
    (void)frame;
    interrupts_disable();
    sched_yield();
    interrupts_enable();
    return 0;
}

int32_t sys_prctl(const struct trapframe *frame) {
    user_pointer name = user_argument(frame->ecx);
    switch (frame->ebx) {
    case PR_SET_NAME: {
        char text[PROCESS_NAME_BYTES] = {0};
        int length = copy_string_from_user(current->space, text, name, sizeof text - 1);
        if (length < 0 && length != -ENAMETOOLONG) { /* a longer one is cut, as on Linux */
            return length;
        }
        process_set_name(current, text);
        return 0;
    }
    case PR_GET_NAME:
        return copy_to_user(current->space, name, current->name, PROCESS_NAME_BYTES);
    default:
        return -EINVAL;
    }
}
