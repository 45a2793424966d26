#include "kernel/lib/panic.h"
#include "arch/x86/cpu.h"
#include "arch/x86/machine.h"
#include "kernel/lib/color.h"
#include "kernel/lib/format.h"
#include "kernel/lib/printk.h"
#include <stddef.h>

#define WORDS_BYTES 256

static void (*describe)(const struct panic *panic);

void panic_set_hook(void (*hook)(const struct panic *panic)) {
    describe = hook;
}

/* The first panic is described. What it finds may be damaged, so describing can go wrong too: a second one says only
 * its line, and a third, in the midst of that, nothing. */
void panic_at(const char *file, int line, const char *pattern, ...) {
    static char words[WORDS_BYTES]; /* not on a stack that may be nearly full */
    static int count;
    struct panic panic = {words, (uint32_t)__builtin_frame_address(0), interrupts_enabled()};
    interrupts_disable();
    if (++count <= 2) {
        va_list arguments;
        va_start(arguments, pattern);
        format_buffer_arguments(words, sizeof words, pattern, arguments);
        va_end(arguments);
        printk("\n%s%s: %s", color(COLOR_RED), count == 1 ? "panic" : "another panic, while describing this one", file);
        printk(line > 0 ? ":%d: " : ": ", line);
        printk("%s%s\n", words, color(COLOR_NONE));
    }
    if (count == 1 && describe) {
        describe(&panic);
    }
    printk_flush();
    machine_power_off(MACHINE_EXIT_PANIC);
    machine_halt();
}
