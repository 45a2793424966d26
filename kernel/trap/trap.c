/* System call, interrupt or fault; and the one tail. */
#include "kernel/trap/trap.h"
#include "arch/x86/cpu.h"
#include "arch/x86/idt.h"
#include "arch/x86/pic.h"
#include "kernel/abi/syscall.h"
#include "kernel/abi/wait.h"
#include "kernel/proc/process.h"
#include "kernel/sched/sched.h"
#include "kernel/syscall/dispatch.h"
#include "kernel/trap/fault.h"
#include "kernel/trap/irq.h"

void trap(struct trapframe *frame) {
    if (frame->vector == SYSTEM_CALL_VECTOR) {
        interrupts_enable();
        frame->eax = (uint32_t)system_call(frame);
        interrupts_disable();
    } else if (frame->vector >= EXCEPTION_COUNT) {
        irq_dispatch(frame);
    } else {
        uint32_t address = cr2_read(); /* before another fault can overwrite it */
        if (frame->eflags & EFLAGS_INTERRUPT) {
            interrupts_enable();
        }
        fault_handle(frame, address);
        interrupts_disable();
    }
    if (trapframe_is_user(frame)) {
        trap_tail();
    }
}

void trap_tail(void) {
    for (;;) {
        if (current->fatal_signal != 0 && !current->is_suspended) {
            process_end(WAIT_STATUS_SIGNALED(current->fatal_signal));
        } else if (need_resched) {
            sched_preempt();
        } else {
            break;
        }
    }
}
