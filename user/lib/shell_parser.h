/* The shell's language: how a line becomes commands, and a command becomes words. */
#pragma once

#include <sys/types.h>

#define SHELL_WORDS_MAX 128
#define SHELL_TEXT_BYTES 4096

/* What follows a command. */
enum shell_separator { SHELL_END, SHELL_THEN, SHELL_AND, SHELL_OR, SHELL_BACKGROUND };

struct shell_command {
    char *words[SHELL_WORDS_MAX + 1]; /* ends with NULL, as execve wants it; empty if there is no command */
    int count;
    enum shell_separator separator;
    int room;                    /* bytes of text[] still unused */
    char text[SHELL_TEXT_BYTES]; /* the words' characters */
};

/* What $? and $! stand for. */
struct shell_values {
    int status;
    pid_t background;
};

/* Reads the next command, from *position to its separator; *position is then behind that. Returns NULL, or what is
 * wrong with it. */
const char *shell_parse(const char **position, struct shell_command *command, const struct shell_values *values);
