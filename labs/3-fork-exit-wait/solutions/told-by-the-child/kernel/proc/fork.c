/* Different here: what may fail comes first, and a ladder of labels undoes it. */
#include "kernel/proc/fork.h"
#include "arch/x86/context_switch.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/io/file.h"
#include "kernel/lib/string.h"
#include "kernel/proc/process.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/family.h"

int32_t process_fork(void) {
    int error;
    struct pcb *child = process_create(&error);
    if (!child) {
        goto failed;
    }
    child->space = address_space_fork(current->space);
    if (!child->space) {
        error = -ENOMEM;
        goto undo_child;
    }

    interrupts_disable(); /* from here on nothing fails, and nobody sees a child that is not complete */
    struct trapframe frame;
    memcpy(&frame, process_trapframe(current), sizeof frame);
    frame.eax = 0;
    child->kernel_esp = first_frame(child->kernel_stack_top, &frame);
    process_adopt(current, child);
    memcpy(child->name, current->name, sizeof child->name);
    family_join(child, current->family);
    files_share(child, current);
    sched_admit(child);
    interrupts_enable();
    return child->pid;

undo_child:
    process_destroy(child);
failed:
    return error;
}
