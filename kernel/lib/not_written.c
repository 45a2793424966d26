#include "kernel/lib/not_written.h"
#include "arch/x86/cpu.h"
#include "arch/x86/machine.h"
#include "kernel/lib/printk.h"

void not_written_stop(const char *function, const char *file) {
    interrupts_disable();
    printk("\nRobin stops here: %s is still to be written, in %s\n", function, file);
    printk_flush();
    machine_power_off(MACHINE_EXIT_PANIC);
    machine_halt();
}
