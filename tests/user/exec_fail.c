/* exec that fails: the reason, and the caller, which goes on as if nothing had been.
 * Properties: K32 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/user/child.h"
#include "tests/user/own_path.h"
#include "tests/user/wild.h"
#include "user/lib/system_call.h"

#define LINUX_SYS_UNLINK 10
#define MOST_ARGUMENT_BYTES 131072 /* more than that in one argument is too much for both kernels */
#define PATH_BYTES 4096
#define HEAP_BYTES 50000

static char *path;
static char *const no_arguments[] = {"nobody", NULL};
static char *const no_environment[] = {NULL};

static void check_fails(const char *what, int error, const char *file, char *const argv[], char *const envp[]) {
    int result = execve(file, argv, envp);
    CHECK(result == -1 && errno == error, "%s: result %d, %s", what, result, strerror(errno));
}

/* A file that may be executed but is no program. On Linux an empty one is made; Robin's files cannot be written, but
 * the help texts are there. */
static void check_no_program(void) {
    char file[512];
    snprintf(file, sizeof file, "%s.empty", path);
    int descriptor = open(file, O_CREAT | O_WRONLY, 0755);
    if (descriptor >= 0) {
        close(descriptor);
        check_fails("a file that is no program", ENOEXEC, file, no_arguments, no_environment);
        system_call1(LINUX_SYS_UNLINK, (long)file);
    } else {
        check_fails("a file that is no program", ENOEXEC, "/share/help/hello", no_arguments, no_environment);
    }
}

static void check_paths(void) {
    char below[512], *long_path = malloc(PATH_BYTES + 10);
    snprintf(below, sizeof below, "%s/below", path);
    memset(long_path, '/', PATH_BYTES + 9);
    long_path[PATH_BYTES + 9] = '\0';
    check_fails("no such file", ENOENT, "/no/such/file", no_arguments, no_environment);
    check_fails("an empty path", ENOENT, "", no_arguments, no_environment);
    check_fails("a directory", EACCES, "/", no_arguments, no_environment);
    check_fails("a path through a file", ENOTDIR, below, no_arguments, no_environment);
    check_fails("a path that is too long", ENAMETOOLONG, long_path, no_arguments, no_environment);
    free(long_path);
}

static void check_too_big(void) {
    char *large = malloc(MOST_ARGUMENT_BYTES + 1);
    memset(large, 'x', MOST_ARGUMENT_BYTES);
    large[MOST_ARGUMENT_BYTES] = '\0';
    check_fails("a large argument", E2BIG, path, (char *[]){"exec", large, NULL}, no_environment);
    check_fails("a large environment", E2BIG, path, no_arguments, (char *[]){large, NULL});
    free(large);
}

static void check_wild(void) {
    make_wild();
    for (int i = 0; i < WILD_COUNT; i++) {
        if (wild[i].is_readable)
            continue;
        char *pointer = (char *)wild[i].address;
        check_fails(wild[i].what, EFAULT, pointer, no_arguments, no_environment);
        check_fails(wild[i].what, EFAULT, path, (char *const *)pointer, no_environment);
        check_fails(wild[i].what, EFAULT, path, no_arguments, (char *const *)pointer);
        check_fails(wild[i].what, EFAULT, path, (char *[]){"exec", pointer, NULL}, no_environment);
        check_fails(wild[i].what, EFAULT, path, no_arguments, (char *[]){pointer, NULL});
    }
}

int main(int argc, char **argv) {
    REQUIRE(argc == 1, "an exec that had to fail succeeded");
    path = (char *)own_path(argv);
    pid_t pid = getpid(), parent = getppid(), child = start(sleep_for_ever);
    int descriptor = open(path, O_RDONLY);
    char *heap = malloc(HEAP_BYTES), magic[4] = "";
    REQUIRE(descriptor >= 0 && heap != NULL, "open or malloc failed");
    memset(heap, 'h', HEAP_BYTES);

    check_no_program();
    check_paths();
    check_too_big();
    check_wild();

    CHECK(getpid() == pid && getppid() == parent, "the pid or the parent has changed");
    for (int i = 0; i < HEAP_BYTES; i++)
        REQUIRE(heap[i] == 'h', "the heap has changed");
    CHECK(read(descriptor, magic, 4) == 4 && memcmp(magic, "\177ELF", 4) == 0, "the open file is lost");
    CHECK(kill(child, SIGKILL) == 0 && reap(child) == KILLED(SIGKILL), "the child is lost");
    return check_result();
}
