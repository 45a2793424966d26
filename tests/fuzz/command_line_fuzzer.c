/* Any text as a command line: every option has a value that the kernel can work with, every word lies in the line.
 * Sources: kernel/command_line.c */
#include "kernel/command_line.h"
#include "arch/x86/pit.h"
#include "kernel/proc/pcb.h"
#include "kernel/sched/round_robin.h"
#include "kernel/sched/tick.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

static const char *line;
static size_t line_bytes;

static bool is_inside(const char *word) {
    return word >= line && word < line + line_bytes && memchr(word, '\0', (size_t)(line + line_bytes - word)) != NULL;
}

static void warn(const char *word, const char *why) {
    expect(is_inside(word) && why != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t bytes) {
    char *copy = calloc(bytes + 1, 1);
    memcpy(copy, input, bytes);
    line = copy;
    line_bytes = bytes + 1;
    struct boot_options options;
    command_line_parse(copy, &options, warn);
    expect(is_inside(options.init) || strcmp(options.init, "/bin/init") == 0);
    expect(options.quantum >= 1 && options.quantum <= QUANTUM_TICKS_MAX);
    expect(options.hz >= TIMER_HZ_MIN && options.hz <= TIMER_HZ_MAX);
    expect(options.pids >= 1 && options.pids <= PID_MAX && options.time >= 0);
    expect(options.init_argument_count <= INIT_ARGUMENTS_MAX);
    for (uint32_t i = 0; i < options.init_argument_count; i++) {
        expect(is_inside(options.init_arguments[i]));
    }
    free(copy);
    return 0;
}
