#include "kernel/lib/not_written.h"
#include "arch/x86/cpu.h"
#include "arch/x86/machine.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include <stddef.h>

extern const struct not_written not_written_begin[], not_written_end[]; /* linker.ld */

void not_written_stop(const struct not_written *where) {
    interrupts_disable();
    printk("\nRobin stops here: %s is still to be written, in %s\n", where->function, where->file);
    printk_flush();
    machine_power_off(MACHINE_EXIT_PANIC);
    machine_halt();
}

/* The record of the same file with the lowest line above `line`, or NULL. The compiler's own order is another. */
static const struct not_written *next_in_file(const struct not_written *first, uint32_t line) {
    const struct not_written *next = NULL;
    for (const struct not_written *record = first; record < not_written_end; record++) {
        if (strcmp(record->file, first->file) == 0 && record->line > line && (!next || record->line < next->line)) {
            next = record;
        }
    }
    return next;
}

/* The records of one file stand together, because the linker takes its object as a whole. */
void not_written_report(void) {
    const struct not_written *first = not_written_begin;
    while (first < not_written_end) {
        printk("  to write   %s:", first->file);
        uint32_t count = 0;
        for (const struct not_written *record = next_in_file(first, 0); record;
             record = next_in_file(first, record->line)) {
            printk("%s %s", count++ == 0 ? "" : ",", record->function);
        }
        printk("\n");
        first += count;
    }
}
