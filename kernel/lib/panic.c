#include "kernel/lib/panic.h"
#include "arch/x86/cpu.h"
#include "arch/x86/machine.h"
#include "kernel/lib/printk.h"
#include <stddef.h>

static void (*describe)(void);

void panic_set_hook(void (*hook)(void)) {
    describe = hook;
}

void panic_at(const char *file, int line, const char *pattern, ...) {
    static bool panicking;
    interrupts_disable();
    va_list arguments;
    va_start(arguments, pattern);
    printk("\npanic: %s:%d: ", file, line);
    vprintk(pattern, arguments);
    printk("\n");
    va_end(arguments);
    if (!panicking) { /* a panic while describing one says only its line */
        panicking = true;
        if (describe) {
            describe();
        }
    }
    printk_flush();
    machine_power_off(MACHINE_EXIT_PANIC);
    machine_halt();
}
