/* Directories: getdents64's entries, a position, and what is refused. */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>

#include "tests/user/child.h"
#include "tests/user/own_path.h"
#include "user/lib/system_call.h"

static int count_entries(int directory, const char *wanted, int buffer_bytes, int *found) {
    char buffer[1024] __attribute__((aligned(8)));
    int bytes, count = 0;
    *found = 0;
    while ((bytes = system_call3(SYS_getdents64, directory, (long)buffer, buffer_bytes)) > 0) {
        for (int at = 0; at < bytes;) {
            struct linux_dirent64 *entry = (struct linux_dirent64 *)(buffer + at);
            CHECK(entry->d_reclen % 8 == 0 && entry->d_reclen > 19 + strlen(entry->d_name),
                  "an entry of %u bytes for %s", entry->d_reclen, entry->d_name);
            CHECK(entry->d_ino != 0, "%s has no number", entry->d_name);
            *found += strcmp(entry->d_name, wanted) == 0;
            count++;
            at += entry->d_reclen;
            REQUIRE(entry->d_reclen > 0 && at <= bytes, "the entries end within one");
        }
    }
    CHECK(bytes == 0, "getdents64: %d", bytes);
    return count;
}

static void check_entries(void) {
    static const char *const names[] = {".", "..", "bin"};
    int directory = open("/", O_RDONLY | O_DIRECTORY), found, count = 0;
    REQUIRE(directory >= 0, "open(/): %s", strerror(errno));
    for (int i = 0; i < 3; i++) {
        CHECK(lseek(directory, 0, SEEK_SET) == 0, "lseek: %s", strerror(errno));
        count = count_entries(directory, names[i], 1024, &found);
        CHECK(found == 1, "\"%s\" is in / %d times", names[i], found);
    }
    CHECK(count_entries(directory, ".", 1024, &found) == 0, "there are entries after the last");
    lseek(directory, 0, SEEK_SET);
    CHECK(count_entries(directory, ".", 280, &found) == count, "in small pieces there are more entries, or less");
    close(directory);
}

static void check_refusals(const char *path) {
    char buffer[1024];
    int file = open(path, O_RDONLY), directory = open("/", O_RDONLY);
    REQUIRE(file >= 0 && directory >= 0, "open: %s", strerror(errno));
    CHECK(system_call3(SYS_getdents64, file, (long)buffer, sizeof buffer) == -ENOTDIR, "entries of a file");
    CHECK(system_call3(SYS_getdents64, 99, (long)buffer, sizeof buffer) == -EBADF, "entries of nothing");
    CHECK(system_call3(SYS_getdents64, directory, (long)buffer, 4) == -EINVAL, "an entry fits into four bytes");
    CHECK(read(directory, buffer, 1) == -1 && errno == EISDIR, "a directory can be read as a file");
    close(file);
    close(directory);
}

static void check_readdir(void) {
    DIR *directory = opendir("/");
    REQUIRE(directory != NULL, "opendir: %s", strerror(errno));
    int bins = 0;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        bins += strcmp(entry->d_name, "bin") == 0;
    CHECK(bins == 1, "readdir finds /bin %d times", bins);
    CHECK(closedir(directory) == 0, "closedir: %s", strerror(errno));
    CHECK(opendir("/no/such/directory") == NULL && errno == ENOENT, "opendir of nothing");
}

int main(int argc, char **argv) {
    (void)argc;
    check_entries();
    check_refusals(own_path(argv));
    check_readdir();
    return check_result();
}
