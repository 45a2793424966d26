/* Directories, read through a buffer of the kernel's entries. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "user/lib/system_call.h"

struct directory {
    int descriptor;
    int used;  /* bytes of the buffer that the kernel filled */
    int given; /* bytes of them already returned */
    __attribute__((aligned(8))) char buffer[2048];
};

DIR *opendir(const char *path) {
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return NULL;
    DIR *directory = calloc(1, sizeof *directory);
    if (directory == NULL)
        close(descriptor);
    else
        directory->descriptor = descriptor;
    return directory;
}

struct dirent *readdir(DIR *directory) {
    if (directory->given == directory->used) {
        directory->given = 0;
        directory->used = system_result(
            system_call3(SYS_getdents64, directory->descriptor, (long)directory->buffer, sizeof directory->buffer));
        if (directory->used <= 0) {
            directory->used = 0;
            return NULL;
        }
    }
    struct dirent *entry = (struct dirent *)(directory->buffer + directory->given);
    directory->given += entry->d_reclen;
    return entry;
}

int closedir(DIR *directory) {
    int descriptor = directory->descriptor;
    free(directory);
    return close(descriptor);
}
