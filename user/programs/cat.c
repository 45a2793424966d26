/* cat - prints files
 *
 * Usage: cat [file...]
 *
 * Without a file it prints what it reads from the terminal, until Ctrl-D. The
 * terminal hands a line over when it is complete; until then cat is blocked in
 * read. The status is 1 if a file could not be printed. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Copies until the end of the file; true if all went well. */
static bool copy(int from) {
    char buffer[1024];
    ssize_t size;
    while ((size = read(from, buffer, sizeof buffer)) > 0) {
        for (ssize_t done = 0, written; done < size; done += written) {
            written = write(STDOUT_FILENO, buffer + done, (size_t)(size - done));
            if (written <= 0)
                return false;
        }
    }
    return size == 0;
}

static int print_file(const char *name) {
    int file = open(name, O_RDONLY);
    if (file >= 0 && copy(file))
        return close(file);
    fprintf(stderr, "cat: %s: %s\n", name, strerror(errno));
    if (file >= 0)
        close(file);
    return 1;
}

int main(int argc, char **argv) {
    int result = 0;
    if (argc == 1 && !copy(STDIN_FILENO)) {
        perror("cat: standard input");
        result = 1;
    }
    for (int i = 1; i < argc; i++)
        result |= print_file(argv[i]);
    return result;
}
