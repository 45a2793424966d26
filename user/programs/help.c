/* help - lists the programs, or tells about one
 *
 * Usage: help [program]
 *
 * The texts are the comments at the top of the programs' sources, which are in
 * user/programs; building Robin copies them to /share/help. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY "/share/help"
#define PROGRAMS_MAX 256

static const char *const shell_commands[] = {"exit", "fg", "wait", NULL};
static char *programs[PROGRAMS_MAX];
static int program_count;
static int widest;

static int compare(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static int open_text(const char *program) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", DIRECTORY, program);
    return strchr(program, '/') == NULL && program[0] != '.' ? open(path, O_RDONLY) : -1;
}

/* Prints "name  what it does" from the first line of the text, which is "name - what it does". */
static void print_first_line(const char *program) {
    char text[256] = "";
    int file = open_text(program);
    ssize_t size = file >= 0 ? read(file, text, sizeof text - 1) : 0;
    if (file >= 0)
        close(file);
    text[size > 0 ? size : 0] = '\0';
    char *newline = strchr(text, '\n');
    if (newline != NULL)
        *newline = '\0';
    char *dash = strstr(text, " - ");
    printf("%-*s  %s\n", widest, program, dash == NULL ? text : dash + 3);
}

static int list_programs(void) {
    DIR *directory = opendir(DIRECTORY);
    if (directory == NULL) {
        fprintf(stderr, "help: there are no texts in %s: they are in Robin's boot archive\n", DIRECTORY);
        return 1;
    }
    struct dirent *entry;
    while ((entry = readdir(directory)) != NULL && program_count < PROGRAMS_MAX) {
        char *copy = entry->d_name[0] == '.' ? NULL : strdup(entry->d_name);
        if (copy == NULL)
            continue;
        programs[program_count++] = copy;
        if (widest < (int)strlen(copy))
            widest = (int)strlen(copy);
    }
    closedir(directory);
    qsort(programs, (size_t)program_count, sizeof programs[0], compare);
    for (int i = 0; i < program_count; i++)
        print_first_line(programs[i]);
    return 0;
}

static int print_text(const char *program) {
    int file = open_text(program);
    for (const char *const *name = shell_commands; file < 0 && *name != NULL; name++) {
        if (strcmp(program, *name) == 0)
            file = open_text("sh"); /* the shell does it itself */
    }
    if (file < 0) {
        fprintf(stderr, "help: there is no text about `%s`; help alone lists the programs\n", program);
        return 1;
    }
    char buffer[1024];
    ssize_t size;
    while ((size = read(file, buffer, sizeof buffer)) > 0)
        printf("%.*s", (int)size, buffer);
    close(file);
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 2) {
        fputs("usage: help [program]\n", stderr);
        return 2;
    }
    return argc == 1 ? list_programs() : print_text(argv[1]);
}
