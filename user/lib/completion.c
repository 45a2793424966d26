/* Completion. The completer is asked as often as needed, with another `add` each time, so that no list is kept. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "user/lib/completion.h"

#define CANDIDATE_BYTES 512

static int count, widest;
static char shared[CANDIDATE_BYTES]; /* what all candidates begin with */
static int column, column_limit;

void completion_files(const char *directory, const char *prefix, const char *shown,
                      void (*add)(const char *candidate)) {
    DIR *files = opendir(directory);
    if (files == NULL)
        return;
    struct dirent *entry;
    while ((entry = readdir(files)) != NULL) {
        if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0 || (entry->d_name[0] == '.' && prefix[0] != '.'))
            continue;
        char candidate[CANDIDATE_BYTES];
        snprintf(candidate, sizeof candidate, "%s%s%s", shown, entry->d_name, entry->d_type == DT_DIR ? "/" : "");
        add(candidate);
    }
    closedir(files);
}

/* The last part of a path: "b" of "a/b", "b/" of "a/b/". */
static const char *last_part(const char *path) {
    const char *part = path + strlen(path);
    while (part > path && (part[-1] != '/' || part[0] == '\0'))
        part--;
    return part;
}

static void count_candidate(const char *candidate) {
    if (count++ == 0)
        snprintf(shared, sizeof shared, "%s", candidate);
    size_t same = 0;
    while (shared[same] != '\0' && shared[same] == candidate[same])
        same++;
    while ((shared[same] & 0xc0) == 0x80) /* not within a UTF-8 character */
        same--;
    shared[same] = '\0';
    int width = (int)strlen(last_part(candidate));
    if (widest < width)
        widest = width;
}

int completion_find(completer *complete, const char *line, const char *word, char *more, size_t size) {
    count = widest = 0;
    shared[0] = '\0';
    complete(line, word, count_candidate);
    size_t length = strlen(shared);
    size_t typed = strlen(word);
    const char *space = count == 1 && shared[length - 1] != '/' ? " " : "";
    snprintf(more, size, "%s%s", length > typed ? shared + typed : "", space);
    return count;
}

static void list_candidate(const char *candidate) {
    if (column > 0 && column + widest > column_limit) {
        putchar('\n');
        column = 0;
    }
    column += printf("%-*s  ", widest, last_part(candidate));
}

void completion_list(completer *complete, const char *line, const char *word, int columns) {
    char more[1];
    completion_find(complete, line, word, more, sizeof more);
    column = 0;
    column_limit = columns;
    complete(line, word, list_candidate);
    putchar('\n');
}
