/* Files: open, read, lseek, close and their refusals; descriptors are copied by fork, but positions are shared. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/user/child.h"
#include "tests/user/own_path.h"

#define PAGE_BYTES 4096

static const char *path;

static int open_own(void) {
    int file = open(path, O_RDONLY);
    REQUIRE(file >= 0, "open(%s): %s", path, strerror(errno));
    return file;
}

static void check_read(void) {
    int file = open_own();
    char magic[4], byte, buffer[64];
    CHECK(read(file, magic, 4) == 4 && memcmp(magic, "\177ELF", 4) == 0, "a program does not begin with ELF");
    CHECK(read(file, &byte, 1) == 1 && byte == 1, "the fifth byte does not say 32 bits");
    CHECK(read(file, NULL, 0) == 0, "a read of nothing is refused");

    off_t size = lseek(file, 0, SEEK_END);
    CHECK(size > 1000, "the program has only %d bytes", size);
    CHECK(read(file, buffer, sizeof buffer) == 0, "there is something after the end");
    CHECK(lseek(file, -10, SEEK_END) == size - 10, "lseek from the end");
    CHECK(read(file, buffer, sizeof buffer) == 10, "ten bytes before the end are not ten bytes");
    CHECK(lseek(file, 1, SEEK_SET) == 1 && lseek(file, 1, SEEK_CUR) == 2, "lseek from here");
    CHECK(read(file, &byte, 1) == 1 && byte == 'L', "the third byte is not 'L'");
    CHECK(lseek(file, 0x7ffffff0, SEEK_SET) == 0x7ffffff0, "lseek past the end: %s", strerror(errno));
    CHECK(read(file, buffer, sizeof buffer) == 0, "there is something far after the end");

    CHECK(lseek(file, -1, SEEK_SET) == -1 && errno == EINVAL, "a negative position");
    CHECK(lseek(file, 0, 9) == -1 && errno == EINVAL, "an unknown origin");
    CHECK(write(file, "x", 1) == -1 && errno == EBADF, "a file opened for reading can be written");
    CHECK(close(file) == 0, "close: %s", strerror(errno));
    CHECK(read(file, &byte, 1) == -1 && errno == EBADF, "a closed file can be read");
    CHECK(close(file) == -1 && errno == EBADF, "a file can be closed twice");
}

static void check_open(void) {
    char below[512], *long_path = malloc(5000);
    snprintf(below, sizeof below, "%s/below", path);
    memset(long_path, '/', 4999);
    long_path[4999] = '\0';
    CHECK(open("/no/such/file", O_RDONLY) == -1 && errno == ENOENT, "/no/such/file");
    CHECK(open("", O_RDONLY) == -1 && errno == ENOENT, "an empty path");
    CHECK(open(below, O_RDONLY) == -1 && errno == ENOTDIR, "a file in a file");
    CHECK(open(path, O_RDONLY | O_DIRECTORY) == -1 && errno == ENOTDIR, "a file as a directory");
    CHECK(open("/", O_WRONLY) == -1 && errno == EISDIR, "a directory for writing");
    CHECK(open(long_path, O_RDONLY) == -1 && errno == ENAMETOOLONG, "a path that is too long");
    snprintf(below, sizeof below, "%s/", path);
    CHECK(open(below, O_RDONLY) == -1 && errno == ENOTDIR, "a file's path with a slash at the end");
    free(long_path);
    int root = open("/bin/.././", O_RDONLY);
    CHECK(root >= 0 && close(root) == 0, "/bin/.././: %s", strerror(errno));
}

/* The lowest number that is free. */
static void check_descriptors(void) {
    int first = open_own(), second = open_own(), third = open_own();
    CHECK(first < second && second < third, "descriptors %d, %d, %d", first, second, third);
    close(second);
    int again = open_own();
    CHECK(again == second, "descriptor %d was free, %d was given", second, again);
    char byte;
    CHECK(read(first, &byte, 1) == 1 && read(first, &byte, 1) == 1 && byte == 'E', "the first descriptor");
    CHECK(read(third, &byte, 1) == 1 && byte == '\177', "two opens of one file share a position");
    close(first);
    close(again);
    close(third);
    CHECK(read(-1, &byte, 1) == -1 && errno == EBADF, "descriptor -1");
    CHECK(read(999999, &byte, 1) == -1 && errno == EBADF, "descriptor 999999");
    CHECK(lseek(999999, 0, SEEK_SET) == -1 && errno == EBADF, "descriptor 999999");
}

/* Into a buffer of which only the first part can be written: a part is read, and the position moves by that much. */
static void check_half_a_buffer(void) {
    char *page = mmap(NULL, 2 * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(page != MAP_FAILED && munmap(page + PAGE_BYTES, PAGE_BYTES) == 0, "mmap: %s", strerror(errno));
    char expected[200], *end = page + PAGE_BYTES;
    int file = open_own();
    CHECK(read(file, expected, 200) == 200 && lseek(file, 0, SEEK_SET) == 0, "read: %s", strerror(errno));
    ssize_t count = read(file, end - 100, 200);
    CHECK(count == 100, "a read into 100 good bytes returned %d", (int)count);
    CHECK(memcmp(end - 100, expected, 100) == 0, "what was read in part is wrong");
    CHECK(lseek(file, 0, SEEK_CUR) == 100, "after 100 bytes the position is %d", (int)lseek(file, 0, SEEK_CUR));
    CHECK(read(file, end, 200) == -1 && errno == EFAULT, "a read into no good byte");
    CHECK(lseek(file, 0, SEEK_CUR) == 100, "a read that failed moved the position");
    CHECK(read(file, end - 100, 100) == 100 && memcmp(end - 100, expected + 100, 100) == 0, "the rest is wrong");
    close(file);
    munmap(page, PAGE_BYTES);
}

static int shared_file;

static void read_one_and_close(void) {
    char byte;
    CHECK(read(shared_file, &byte, 1) == 1 && byte == 'E', "the child does not go on where its parent was");
    CHECK(close(shared_file) == 0, "close: %s", strerror(errno));
}

static void check_fork(void) {
    shared_file = open_own();
    char byte;
    CHECK(read(shared_file, &byte, 1) == 1, "read: %s", strerror(errno));
    CHECK(run(read_one_and_close) == EXITED(0), "the child's checks failed");
    int others[8]; /* one of them would take the place of a file that the child's close had freed */
    for (int i = 0; i < 8; i++) {
        others[i] = open_own();
        lseek(others[i], 100, SEEK_SET);
    }
    CHECK(read(shared_file, &byte, 1) == 1 && byte == 'L',
          "the position is not shared, or the child's close closed it");
    for (int i = 0; i < 8; i++)
        close(others[i]);
    close(shared_file);
}

int main(int argc, char **argv) {
    (void)argc;
    path = own_path(argv);
    check_read();
    check_open();
    check_descriptors();
    check_half_a_buffer();
    check_fork();
    return check_result();
}
