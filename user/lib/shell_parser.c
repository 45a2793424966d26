/* The shell's parser. It looks at each character once and keeps nothing from one command to the next. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "user/lib/shell_parser.h"

static const char too_long[] = "the command is too long";

static bool put(struct shell_command *command, char c) {
    if (command->room == 0)
        return false;
    command->text[SHELL_TEXT_BYTES - command->room--] = c;
    return true;
}

/* Puts what stands at a $, and moves past it. A $ before anything else is an ordinary character. */
static bool put_value(const char **position, struct shell_command *command, const struct shell_values *values) {
    char digits[12] = "$";
    int size = 2;
    switch ((*position)[1]) {
    case '?':
        snprintf(digits, sizeof digits, "%d", values->status);
        break;
    case '!':
        snprintf(digits, sizeof digits, "%d", values->background);
        break;
    case '$':
        snprintf(digits, sizeof digits, "%d", getpid());
        break;
    default:
        size = 1;
        break;
    }
    *position += size;
    for (const char *c = digits; *c != '\0'; c++) {
        if (!put(command, *c))
            return false;
    }
    return true;
}

/* Between quotes. In single ones each character is itself; in double ones $ keeps its meaning, and so does \ before
 * " \ and $. */
static const char *parse_quoted(const char **position, struct shell_command *command,
                                const struct shell_values *values) {
    char quote = *(*position)++;
    while (**position != quote) {
        if (**position == '\0')
            return quote == '"' ? "a \" has no partner" : "a ' has no partner";
        if (quote == '"' && **position == '$') {
            if (!put_value(position, command, values))
                return too_long;
            continue;
        }
        if (quote == '"' && **position == '\\' && (*position)[1] != '\0' && strchr("\"\\$", (*position)[1]) != NULL)
            ++*position;
        if (!put(command, *(*position)++))
            return too_long;
    }
    ++*position;
    return NULL;
}

static bool ends_word(char c) {
    return strchr(" \t\n;&|<>()", c) != NULL; /* and the NUL, which strchr finds too */
}

static const char *parse_word(const char **position, struct shell_command *command, const struct shell_values *values) {
    if (command->count == SHELL_WORDS_MAX)
        return too_long;
    command->words[command->count++] = command->text + SHELL_TEXT_BYTES - command->room;
    command->words[command->count] = NULL;
    while (!ends_word(**position)) {
        const char *error = NULL;
        if (**position == '\'' || **position == '"') {
            error = parse_quoted(position, command, values);
        } else if (**position == '$') {
            error = put_value(position, command, values) ? NULL : too_long;
        } else {
            if (**position == '\\' && *++*position == '\0')
                return "nothing follows the \\";
            error = put(command, *(*position)++) ? NULL : too_long;
        }
        if (error != NULL)
            return error;
    }
    return put(command, '\0') ? NULL : too_long;
}

static const char *parse_separator(const char **position, struct shell_command *command) {
    char first = **position;
    bool twice = first != '\0' && (*position)[1] == first;
    *position += first == '\0' ? 0 : twice && (first == '&' || first == '|') ? 2 : 1;
    switch (first) {
    case '\0':
        command->separator = SHELL_END;
        return NULL;
    case '\n':
    case ';':
        command->separator = SHELL_THEN;
        return NULL;
    case '&':
        command->separator = twice ? SHELL_AND : SHELL_BACKGROUND;
        return NULL;
    case '|':
        command->separator = SHELL_OR;
        return twice ? NULL : "there are no pipes";
    case '<':
    case '>':
        return "there is no redirection with < and >";
    default:
        return "there are no subshells";
    }
}

/* Blanks, and a comment up to its newline. */
static void skip_space(const char **position) {
    while (**position == ' ' || **position == '\t')
        ++*position;
    if (**position == '#') {
        while (**position != '\n' && **position != '\0')
            ++*position;
    }
}

const char *shell_parse(const char **position, struct shell_command *command, const struct shell_values *values) {
    command->count = 0;
    command->words[0] = NULL;
    command->room = SHELL_TEXT_BYTES;
    for (;;) {
        skip_space(position);
        if (ends_word(**position))
            break;
        const char *error = parse_word(position, command, values);
        if (error != NULL)
            return error;
    }
    return parse_separator(position, command);
}
