#include "kernel/trap/fault.h"
#include "arch/x86/double_fault.h"
#include "arch/x86/idt.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/signal.h"
#include "kernel/abi/wait.h"
#include "kernel/debug/report.h"
#include "kernel/debug/symbols.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/format.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/mm/kernel_stack.h"
#include "kernel/proc/process.h"
#include "kernel/sched/sched.h"

#define PLACE_BYTES 64

/* As Linux does (arch/x86/kernel/traps.c); see signal(7). */
static int signal_for(uint32_t vector) {
    switch (vector) {
    case EXCEPTION_DIVIDE:
    case EXCEPTION_FPU:
    case EXCEPTION_SIMD:
    case EXCEPTION_NO_FPU:
        return SIGFPE;
    case EXCEPTION_DEBUG:
    case EXCEPTION_BREAKPOINT:
        return SIGTRAP;
    case EXCEPTION_INVALID_OPCODE:
        return SIGILL;
    case EXCEPTION_NO_SEGMENT:
    case EXCEPTION_STACK_SEGMENT:
    case EXCEPTION_ALIGNMENT:
        return SIGBUS;
    default:
        return SIGSEGV;
    }
}

/* A user program did it. It ends in its own context, like one that was killed, but at once. */
__attribute__((noreturn, noinline)) static void end_program(const struct trapframe *frame, uint32_t address,
                                                            int error) {
    int signal = error == -ENOMEM ? SIGKILL : signal_for(frame->vector);
    printk("robin: pid %d (%s): %s, vector %u, error 0x%x, eip 0x%08x", current->pid, current->name,
           exception_name(frame->vector), frame->vector, frame->error, frame->eip);
    if (frame->vector == EXCEPTION_PAGE_FAULT) {
        printk(", address 0x%08x", address);
    }
    if (frame->vector == EXCEPTION_NO_FPU) {
        printk(", Robin keeps no floating-point registers");
    }
    printk("%s: killed by signal %d\n", error == -ENOMEM ? ", out of memory" : "", signal);
    trace_emit(TRACE_FAULT, current->pid, frame->vector, frame->error, address);
    trace_emit(TRACE_SIGNAL, current->pid, (uint32_t)signal, 0, 0);
    process_end(WAIT_STATUS_SIGNALED(signal));
}

/* A panic at the place of the fault, not at a line of this file. */
__attribute__((noreturn, noinline, cold)) static void panic_there(const struct trapframe *frame, uint32_t address,
                                                                  const char *where) {
    static char place[PLACE_BYTES];
    format_buffer(place, sizeof place, "%s+%u", symbol_name(frame->eip), symbol_offset(frame->eip));
    report_fault(frame, address);
    panic_at(trapframe_is_user(frame) ? "user mode" : place, 0, "%s%s: vector %u, error 0x%x, eip 0x%08x, cr2 0x%08x",
             exception_name(frame->vector), where, frame->vector, frame->error, frame->eip, address);
}

void fault_handle(struct trapframe *frame, uint32_t address) {
    if (!trapframe_is_user(frame)) {
        panic_there(frame, address, " in the kernel");
    }
    int error = 0;
    if (frame->vector == EXCEPTION_PAGE_FAULT) {
        error = address_space_resolve(current->space, address, frame->error & PAGE_FAULT_WRITE);
        if (error == 0) {
            return;
        }
    } else if (frame->vector == EXCEPTION_NMI) { /* no program's fault: QEMU's user wants a report */
        panic_there(frame, address, "");
    }
    end_program(frame, address, error);
}

/* On the double-fault task's own stack; the stack that we came from is most likely gone. */
static void double_fault(const struct tss *registers, uint32_t address) {
    const struct trapframe frame = {.edi = registers->edi,
                                    .esi = registers->esi,
                                    .ebp = registers->ebp,
                                    .ebx = registers->ebx,
                                    .edx = registers->edx,
                                    .ecx = registers->ecx,
                                    .eax = registers->eax,
                                    .gs = registers->gs,
                                    .fs = registers->fs,
                                    .es = registers->es,
                                    .ds = registers->ds,
                                    .vector = EXCEPTION_DOUBLE_FAULT,
                                    .eip = registers->eip,
                                    .cs = registers->cs,
                                    .eflags = registers->eflags,
                                    .esp = registers->esp};
    panic_there(&frame, address, kernel_stack_is_guard(address) ? ", kernel stack overflow" : "");
}

void fault_init(void) {
    double_fault_init(double_fault);
}
