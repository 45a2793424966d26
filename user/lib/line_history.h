/* The last lines that were typed. */
#pragma once

/* Keeps a copy of the line, unless it is empty or the same as the one before. The oldest of 32 is forgotten. */
void line_history_add(const char *line);

/* The line that was added `age` lines ago, 1 being the last; NULL if there is none. */
const char *line_history(int age);
