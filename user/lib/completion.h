/* Completing a word: finding what could be meant, and what all that could be meant has in common. */
#pragma once

#include <stddef.h>

/* Calls add(candidate) for each word that could stand in the place of `word`, the last one of `line`. A candidate that
 * ends in '/' is itself only a beginning. Has to give the same candidates each time it is asked. */
typedef void completer(const char *line, const char *word, void (*add)(const char *candidate));

/* Calls add for each file of `directory` whose name begins with `prefix`, directories with a '/' at the end; each
 * candidate begins with `shown`. */
void completion_files(const char *directory, const char *prefix, const char *shown, void (*add)(const char *candidate));

/* Returns the number of candidates. Stores in `more` what can follow `word` whichever of them is meant (a space too, if
 * there is but one), perhaps nothing. */
int completion_find(completer *complete, const char *line, const char *word, char *more, size_t size);

/* Prints the candidates, without their directories, side by side in lines of at most `columns` columns. */
void completion_list(completer *complete, const char *line, const char *word, int columns);
