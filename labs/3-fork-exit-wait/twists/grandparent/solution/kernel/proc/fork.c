#include "kernel/proc/fork.h"
#include "arch/x86/context_switch.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/io/file.h"
#include "kernel/proc/process.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/family.h"

int32_t process_fork(void) {
    int error;
    struct pcb *child = process_create(&error);
    if (!child) {
        return error;
    }
    child->space = address_space_fork(current->space);
    if (!child->space) {
        process_destroy(child);
        return -ENOMEM;
    }
    files_share(child, current);
    family_join(child, current->family);
    process_set_name(child, current->name);

    struct trapframe registers = *process_trapframe(current);
    registers.eax = 0; /* what fork returns in the child */
    child->kernel_esp = first_frame(child->kernel_stack_top, &registers);

    uint32_t flags = irq_save();
    process_adopt(current, child);
    sched_admit(child);
    irq_restore(flags);
    return child->pid;
}
