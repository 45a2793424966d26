/* The history: an array with the newest line first. */
#include <stdlib.h>
#include <string.h>

#include "user/lib/line_history.h"

#define HISTORY_LINES 32

static char *history[HISTORY_LINES];

const char *line_history(int age) {
    return age >= 1 && age <= HISTORY_LINES ? history[age - 1] : NULL;
}

void line_history_add(const char *line) {
    if (line[0] == '\0' || (history[0] != NULL && strcmp(history[0], line) == 0))
        return;
    char *copy = strdup(line);
    if (copy == NULL)
        return;
    free(history[HISTORY_LINES - 1]);
    memmove(history + 1, history, sizeof history - sizeof history[0]);
    history[0] = copy;
}
