#include "kernel/syscall/dispatch.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/syscall.h"
#include "kernel/debug/symbols.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/panic.h"
#include "kernel/mm/user_copy.h"
#include "kernel/sched/sched.h"
#include "kernel/syscall/getrusage.h"
#include <stddef.h>

#define FRAMES_BYTES_MAX 65536 /* this far above the stack pointer frames are looked for */

static const system_call_function table[SYSTEM_CALL_COUNT] = {
    [SYS_exit] = sys_exit,
    [SYS_exit_group] = sys_exit, /* a process has one thread */
    [SYS_fork] = sys_fork,
    [SYS_waitpid] = sys_waitpid,
    [SYS_wait4] = sys_wait4,
    [SYS_execve] = sys_execve,
    [SYS_getpid] = sys_getpid,
    [SYS_getppid] = sys_getppid,
    [SYS_sched_yield] = sys_sched_yield,
    [SYS_prctl] = sys_prctl,

    [SYS_kill] = sys_kill,
    [SYS_setpgid] = sys_setpgid,
    [SYS_getpgid] = sys_getpgid,

    [SYS_open] = sys_open,
    [SYS_close] = sys_close,
    [SYS_read] = sys_read,
    [SYS_write] = sys_write,
    [SYS_lseek] = sys_lseek,
    [SYS_getdents64] = sys_getdents64,
    [SYS_ioctl] = sys_ioctl,

    [SYS_brk] = sys_brk,
    [SYS_mmap2] = sys_mmap2,
    [SYS_munmap] = sys_munmap,

    [SYS_nanosleep] = sys_nanosleep,
    [SYS_times] = sys_times,
    [SYS_getrusage] = sys_getrusage,
    [SYS_clock_gettime] = sys_clock_gettime,
    [SYS_gettimeofday] = sys_gettimeofday,

    [SYS_uname] = sys_uname,
    [SYS_sysinfo] = sys_sysinfo,

    [SYS_sem_create] = sys_sem_create,
    [SYS_P] = sys_P,
    [SYS_V] = sys_V,
    [SYS_sem_destroy] = sys_sem_destroy,
    [SYS_try_P] = sys_try_P,
    [SYS_sem_value] = sys_sem_value,
    [SYS_sem_label] = sys_sem_label,
    [SYS_mark] = sys_mark,
};

const char *system_call_name(uint32_t number) {
    bool exists = number < SYSTEM_CALL_COUNT && table[number];
    return exists ? symbol_name((uint32_t)table[number]) + sizeof "sys_" - 1 : NULL;
}

/* Two return addresses, found by the program's frame pointers: eip is in the library's P, these say whose P it is.
 * They stay 0 where there is no frame: a program may have anything in ebp. */
static void read_callers(const struct trapframe *at, uint32_t callers[2]) {
    uint32_t frame[2] = {at->ebp, 0}; /* the caller's ebp, the return address */
    for (int depth = 0; depth < 2 && frame[0] - at->esp < FRAMES_BYTES_MAX; depth++) {
        if (copy_from_user(current->space, frame, user_pointer_at(frame[0]), sizeof frame) != 0) {
            break;
        }
        callers[depth] = frame[1];
    }
}

/* With a record in the trace before and after. Kept out of system_call, which is on the way of every call. */
__attribute__((noinline)) static int32_t traced_call(const struct trapframe *frame, system_call_function function) {
    uint32_t words[] = {frame->eax, frame->ebx, frame->ecx, frame->edx, frame->esi, frame->edi, frame->ebp, 0, 0};
    if (trace_mode == TRACE_ON) {
        read_callers(frame, &words[7]);
    }
    trace_emit_words(TRACE_SYSCALL_ENTER, current->pid, words, sizeof words / sizeof *words);
    int32_t result = function(frame);
    assert(interrupts_enabled()); /* each irq_save has had its irq_restore */
    trace_emit(TRACE_SYSCALL_LEAVE, current->pid, words[0], (uint32_t)result, 0);
    return result;
}

static int32_t no_such_call(const struct trapframe *frame) {
    (void)frame;
    return -ENOSYS;
}

int32_t system_call(const struct trapframe *frame) {
    uint32_t number = frame->eax;
    system_call_function function = number < SYSTEM_CALL_COUNT && table[number] ? table[number] : no_such_call;
    return trace_mode == TRACE_OFF ? function(frame) : traced_call(frame, function);
}
