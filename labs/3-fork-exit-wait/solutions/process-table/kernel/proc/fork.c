/* Different here: a child gets its place in the tree first of all, and loses it again if memory is full. Who is whose
 * child is read in the table of all processes; the lists are kept for others. */
#include "kernel/proc/fork.h"
#include "arch/x86/context_switch.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/io/file.h"
#include "kernel/proc/process.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/family.h"

int32_t process_fork(void) {
    int32_t result;
    struct pcb *child = process_create(&result);
    if (child) {
        struct trapframe *frame = process_trapframe(child);
        *frame = *process_trapframe(current);
        frame->eax = 0;
        child->kernel_esp = first_frame(child->kernel_stack_top, frame);
        result = child->pid;

        child->space = address_space_fork(current->space);
        if (child->space) {
            process_set_name(child, current->name);
            family_join(child, current->family);
            files_share(child, current);
            uint32_t flags = irq_save();
            process_adopt(current, child);
            sched_admit(child);
            irq_restore(flags);
        } else {
            process_destroy(child);
            result = -ENOMEM;
        }
    }
    return result;
}
