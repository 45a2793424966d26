#include "kernel/trap/fault.h"
#include "arch/x86/double_fault.h"
#include "arch/x86/idt.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/signal.h"
#include "kernel/abi/wait.h"
#include "kernel/debug/backtrace.h"
#include "kernel/debug/symbols.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/mm/kernel_stack.h"
#include "kernel/proc/process.h"
#include "kernel/sched/sched.h"

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

static void print_registers(const struct trapframe *frame) {
    printk("eax %08x ebx %08x ecx %08x edx %08x\nesi %08x edi %08x ebp %08x eip %08x\n", frame->eax, frame->ebx,
           frame->ecx, frame->edx, frame->esi, frame->edi, frame->ebp, frame->eip);
    printk("cs %02x ds %02x es %02x fs %02x gs %02x eflags %08x\n", frame->cs, frame->ds, frame->es, frame->fs,
           frame->gs, frame->eflags);
}

/* A user program did it. It ends in its own context, like one that was killed, but at once. */
__attribute__((noreturn)) static void end_program(const struct trapframe *frame, uint32_t address, int error) {
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

void fault_handle(struct trapframe *frame, uint32_t address) {
    if (!trapframe_is_user(frame)) {
        print_registers(frame);
        panic("%s in the kernel: vector %u, error 0x%x, eip 0x%08x (%s), cr2 0x%08x", exception_name(frame->vector),
              frame->vector, frame->error, frame->eip, symbol_name(frame->eip), address);
    }
    int error = 0;
    if (frame->vector == EXCEPTION_PAGE_FAULT) {
        error = address_space_resolve(current->space, address, frame->error & PAGE_FAULT_WRITE);
        if (error == 0) {
            return;
        }
    }
    end_program(frame, address, error);
}

/* On the double-fault task's own stack; the stack that we came from is most likely gone. */
static void double_fault(const struct tss *registers, uint32_t address) {
    bool is_overflow = kernel_stack_is_guard(address);
    backtrace_print(registers->ebp);
    panic("double fault%s: eip 0x%08x (%s), esp 0x%08x, cr2 0x%08x, in pid %d (%s)",
          is_overflow ? ", kernel stack overflow" : "", registers->eip, symbol_name(registers->eip), registers->esp,
          address, current->pid, current->name);
}

void fault_init(void) {
    double_fault_init(double_fault);
}
