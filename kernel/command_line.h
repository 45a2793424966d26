/* The boot command line: key=value words, then "--" and init's arguments. docs/boot.md lists the words. */
#pragma once
#include "kernel/debug/trace.h"
#include "kernel/io/console.h"
#include <stdbool.h>
#include <stdint.h>

#define INIT_ARGUMENTS_MAX 64

struct boot_options {
    const char *init;
    uint32_t quantum, hz;
    uint32_t pids;  /* how many there are */
    uint32_t ticks; /* what the tick counter starts from */
    enum trace_mode trace;
    enum console_devices console;
    int32_t time; /* seconds since 1970 at boot */
    bool color, audit, stackcheck;
    uint32_t fail;        /* the number of the allocation to fail, or 0 */
    const char *selftest; /* or NULL */
    const char *init_arguments[INIT_ARGUMENTS_MAX];
    uint32_t init_argument_count;
};

/* Reads the line, cutting it up where it stands; `options` points into it. warn(key, why) is called for each word that
 * is unknown or has a bad value; that word is passed over, and the default holds. Context: boot. */
void command_line_parse(char *line, struct boot_options *options, void (*warn)(const char *word, const char *why));
