/* ls - lists directories
 *
 * Usage: ls [-l] [path...]        -l: with each file's size in bytes
 *
 * Names are sorted, and a directory's ends in /. The files are those of the boot
 * archive, build/initrd.tar, and a few that the kernel makes, in /dev and /proc. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 512

struct name {
    char *text;
    bool directory;
};

static bool with_sizes;

static int compare_names(const void *left, const void *right) {
    return strcmp(((const struct name *)left)->text, ((const struct name *)right)->text);
}

/* Where a file ends is how long it is. */
static void print_size(const char *path) {
    int file = open(path, O_RDONLY);
    off_t size = file >= 0 ? lseek(file, 0, SEEK_END) : -1;
    if (size >= 0)
        printf("%10d  ", size);
    else
        printf("%10s  ", "-");
    if (file >= 0)
        close(file);
}

static void print_name(const char *path, const char *name, bool directory) {
    if (with_sizes && directory)
        printf("%10s  ", "-");
    else if (with_sizes)
        print_size(path);
    printf("%s%s\n", name, directory ? "/" : "");
}

/* Reads the names into an array from malloc; returns how many, or -1 when memory runs out. */
static int read_names(DIR *directory, struct name **names) {
    int count = 0;
    struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        struct name *more = realloc(*names, (size_t)(count + 1) * sizeof **names);
        if (more == NULL)
            return -1;
        *names = more;
        more[count].directory = entry->d_type == DT_DIR;
        more[count].text = strdup(entry->d_name);
        if (more[count++].text == NULL)
            return -1;
    }
    return count;
}

/* Prints the names in a directory, below its own name if `titled`; or the path itself, if it is no directory. */
static int list(const char *path, bool titled) {
    DIR *directory = opendir(path);
    if (directory == NULL && errno == ENOTDIR) {
        print_name(path, path, false);
        return 0;
    }
    struct name *names = NULL;
    int count = directory == NULL ? -1 : read_names(directory, &names);
    if (count < 0) {
        fprintf(stderr, "ls: %s: %s\n", path, strerror(errno));
        return 1;
    }
    closedir(directory);
    if (titled)
        printf("%s:\n", path);
    qsort(names, (size_t)count, sizeof *names, compare_names);
    for (int i = 0; i < count; i++) {
        char full[PATH_BYTES];
        snprintf(full, sizeof full, "%s/%s", path, names[i].text);
        print_name(full, names[i].text, names[i].directory);
    }
    return 0;
}

int main(int argc, char **argv) {
    int first = 1;
    for (; first < argc && argv[first][0] == '-'; first++) {
        if (strcmp(argv[first], "-l") != 0) {
            fprintf(stderr, "ls: there is no option `%s`\nusage: ls [-l] [path...]\n", argv[first]);
            return 2;
        }
        with_sizes = true;
    }
    if (first == argc)
        return list(".", false);
    int result = 0;
    for (int i = first; i < argc; i++)
        result |= list(argv[i], argc - first > 1);
    return result;
}
