#include "kernel/command_line.h"
#include "arch/x86/pit.h"
#include "kernel/lib/number.h"
#include "kernel/lib/string.h"
#include "kernel/proc/pcb.h"
#include "kernel/sched/clock.h"
#include "kernel/sched/round_robin.h"
#include "kernel/sched/tick.h"
#include <stddef.h>

/* One of `count` names: its index. */
static bool choice(const char *text, const char *const *names, uint32_t count, uint32_t *index) {
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(text, names[i]) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

static const char *set_switch(const char *value, bool *option) {
    static const char *const switches[] = {"off", "on", "0", "1"};
    uint32_t chosen;
    if (!choice(value, switches, 4, &chosen)) {
        return "not on or off";
    }
    *option = chosen % 2;
    return NULL;
}

/* Returns NULL, or what is wrong. */
static const char *set(struct boot_options *options, const char *key, const char *value) {
    static const char *const trace_modes[] = {"off", "memory", "on"};    /* enum trace_mode */
    static const char *const consoles[] = {"", "serial", "vga", "both"}; /* enum console_devices */
    uint32_t chosen;
    if (strcmp(key, "init") == 0) {
        options->init = value;
    } else if (strcmp(key, "quantum") == 0) {
        return number_parse(value, 1, QUANTUM_TICKS_MAX, &options->quantum) ? NULL : "not 1 to 10000 ticks";
    } else if (strcmp(key, "hz") == 0) {
        return number_parse(value, TIMER_HZ_MIN, TIMER_HZ_MAX, &options->hz) ? NULL : "not 19 to 10000";
    } else if (strcmp(key, "pids") == 0) {
        return number_parse(value, 1, PID_MAX, &options->pids) ? NULL : "not 1 to 32767";
    } else if (strcmp(key, "ticks") == 0) {
        return number_parse(value, 0, UINT32_MAX, &options->ticks) ? NULL : "not 0 to 4294967295";
    } else if (strcmp(key, "sched") == 0) {
        return strcmp(value, "rr") == 0 ? NULL : "the policies are: rr";
    } else if (strcmp(key, "trace") == 0) {
        if (!choice(value, trace_modes, 3, &chosen)) {
            return "not off, memory or on";
        }
        options->trace = chosen;
    } else if (strcmp(key, "console") == 0) {
        if (!choice(value, consoles, 4, &chosen) || chosen == 0) {
            return "not serial, vga or both";
        }
        options->console = chosen;
    } else if (strcmp(key, "time") == 0) {
        uint32_t seconds;
        if (!number_parse(value, 0, INT32_MAX, &seconds)) {
            return "not seconds since 1970";
        }
        options->time = (int32_t)seconds;
    } else if (strcmp(key, "color") == 0) {
        return set_switch(value, &options->color);
    } else if (strcmp(key, "audit") == 0) {
        return set_switch(value, &options->audit);
    } else if (strcmp(key, "stackcheck") == 0) {
        return set_switch(value, &options->stackcheck);
    } else if (strcmp(key, "fail") == 0) {
        return number_parse(value, 0, UINT32_MAX, &options->fail) ? NULL : "not the number of an allocation";
    } else if (strcmp(key, "selftest") == 0) {
        options->selftest = value;
    } else {
        return "unknown";
    }
    return NULL;
}

/* The next word, cut off with a NUL; NULL at the end. */
static char *next_word(char **line) {
    while (**line == ' ') {
        (*line)++;
    }
    if (**line == '\0') {
        return NULL;
    }
    char *word = *line;
    while (**line != '\0' && **line != ' ') {
        (*line)++;
    }
    if (**line == ' ') {
        *(*line)++ = '\0';
    }
    return word;
}

void command_line_parse(char *line, struct boot_options *options, void (*warn)(const char *word, const char *why)) {
    *options = (struct boot_options){
        .init = "/bin/init",
        .quantum = QUANTUM_TICKS_DEFAULT,
        .hz = TIMER_HZ_DEFAULT,
        .pids = PID_MAX,
        .trace = TRACE_MEMORY,
        .console = CONSOLE_BOTH,
        .time = CLOCK_START_DEFAULT,
    };
    char *word;
    while ((word = next_word(&line)) && strcmp(word, "--") != 0) {
        char *equals = strchr(word, '=');
        const char *why = "not key=value";
        if (equals) {
            *equals = '\0';
            why = set(options, word, equals + 1);
        }
        if (why) {
            warn(word, why);
        }
    }
    while (word && (word = next_word(&line))) {
        if (options->init_argument_count == INIT_ARGUMENTS_MAX) {
            warn(word, "too many arguments for init");
            return;
        }
        options->init_arguments[options->init_argument_count++] = word;
    }
}
