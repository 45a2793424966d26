#include "kernel/debug/selftest.h"
#include "arch/x86/cpu.h"
#include "arch/x86/pic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/mm/kernel_stack.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/semaphore.h"
#include "kernel/trap/irq.h"
#include <stddef.h>
#include <stdint.h>

#define IRQ_UNUSED 5 /* an interrupt line with nothing on it, raised by software */

__attribute__((noinline)) static uint32_t recurse(volatile uint32_t depth) {
    return depth == UINT32_MAX ? 0 : recurse(depth + 1) + depth;
}

/* Kernel stacks have guard pages, the boot stack has none: so this overflows a stack like a process's. */
static void overflow_stack(void) {
    uint32_t top = kernel_stack_allocate();
    __asm__ volatile("movl %0, %%esp; xorl %%ebp, %%ebp; call *%1" : : "r"(top), "r"(recurse), "a"(0) : "memory");
}

/* With an interrupt table of no entries the next exception cannot be delivered, nor can the double fault that this
 * is, nor anything else: the CPU gives up, and the machine is reset. */
static void forget_interrupt_table(void) {
    static const struct {
        uint16_t limit;
        uint32_t base;
    } __attribute__((packed)) nothing = {0, 0};
    __asm__ volatile("lidt %0; ud2" : : "m"(nothing));
}

/* Pairs of irq_save and irq_restore nest: only the outermost turns interrupts on again, and only if they were on. */
static void test_interrupt_flag(void) {
    uint32_t outer = irq_save(), inner = irq_save(); /* at boot they are off */
    irq_restore(inner);
    irq_restore(outer);
    assert(!interrupts_enabled());

    interrupts_enable();
    outer = irq_save();
    inner = irq_save();
    irq_restore(inner);
    bool is_off_inside = !interrupts_enabled();
    irq_restore(outer);
    bool is_on_outside = interrupts_enabled();
    interrupts_disable();
    assert(is_off_inside && is_on_outside);
    printk("robin: self test: irq_save and irq_restore nest\n");
}

/* Lines 7 and 15 without anything in service: what noise on a line looks like. Then a line that nobody handles. */
static void test_spurious_interrupts(void) {
    uint32_t before = irq_spurious_count();
    __asm__ volatile("int %0" : : "i"(IRQ_VECTOR_BASE + 7) : "memory");
    __asm__ volatile("int %0" : : "i"(IRQ_VECTOR_BASE + 15) : "memory");
    __asm__ volatile("int %0" : : "i"(IRQ_VECTOR_BASE + IRQ_UNUSED) : "memory");
    assert(irq_spurious_count() == before + 3);
    printk("robin: self test: spurious interrupts are counted\n");
}

/* A mistake as they are made: it clears a name, and the field behind it, so that init is not READY any more but NEW.
 * Nobody notices before init is picked: who was it? (docs/gdb-tour.md asks, and goes backwards.) */
static void clear_too_much(void) {
    char *init = (char *)process_find(PID_INIT);
    memset(init + offsetof(struct pcb, name), 0, offsetof(struct pcb, is_suspended) - offsetof(struct pcb, name));
}

static struct semaphore tested;

static void give_unit(struct trapframe *frame) {
    (void)frame;
    assert(in_interrupt);
    semaphore_V(&tested);
}

/* V from an interrupt handler: once to a process that waits, once to nobody. Then P where interrupts are off, which has
 * to be refused although there is a unit. The waiter is suspended, so that the scheduler never sees it. */
static void test_semaphore(void) {
    static struct pcb waiter = {.name = "waiter", .state = PROC_BLOCKED, .is_suspended = true, .wake_result = -1};
    semaphore_init(&tested, 0, 0);
    list_push_back(&tested.waiters.waiters, &waiter.queue_link);
    waiter.waiting_on = &tested.waiters;

    irq_register(IRQ_UNUSED, give_unit);
    __asm__ volatile("int %0" : : "i"(IRQ_VECTOR_BASE + IRQ_UNUSED) : "memory");
    assert(waiter.state == PROC_READY && waiter.wake_result == 0 && semaphore_value(&tested) == 0);
    __asm__ volatile("int %0" : : "i"(IRQ_VECTOR_BASE + IRQ_UNUSED) : "memory");
    assert(semaphore_value(&tested) == 1 && !interrupts_enabled());
    printk("robin: self test: V from an interrupt handler works\n");
    semaphore_P(&tested);
    printk("robin: self test: P went on with interrupts off\n");
}

void selftest_run(const char *name) {
    if (strcmp(name, "1") == 0) {
        test_interrupt_flag();
        test_spurious_interrupts();
        test_semaphore();
        return;
    }
    if (strcmp(name, "panic") == 0) {
        panic("asked for by selftest=panic");
    }
    if (strcmp(name, "assert") == 0) {
        assert(name == NULL);
    }
    if (strcmp(name, "null-pointer") == 0) {
        volatile uintptr_t null = 0; /* the compiler shall not know */
        *(volatile uint32_t *)null = 1;
    }
    if (strcmp(name, "stack-overflow") == 0) {
        overflow_stack();
    }
    if (strcmp(name, "triple-fault") == 0) {
        forget_interrupt_table();
    }
    if (strcmp(name, "clear-too-much") == 0) {
        clear_too_much();
        return;
    }
    if (strcmp(name, "undefined") == 0) { /* which only a kernel built with SAN=1 notices */
        volatile int32_t most = INT32_MAX;
        most = most + 1;
        return;
    }
    printk("robin: no self test named %s\n", name);
}
