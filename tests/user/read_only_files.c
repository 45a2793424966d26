/* The boot archive is read-only: whoever wants to write, create or empty a file is told so.
 * Robin only: a Linux host's files can be written */
#include <fcntl.h>
#include <stdio.h>
#include <sys/utsname.h>

#include "tests/user/child.h"
#include "tests/user/own_path.h"

#define MORE_THAN_A_PROCESS_MAY_OPEN 2000

static void check_refused(const char *path, int flags, int error) {
    int result = open(path, flags, 0644);
    CHECK(result == -1 && errno == error, "open(%s, %#x): %d, %s", path, flags, result, strerror(errno));
}

static void open_all(void) {
    int count = 0, last = 0;
    while (count < MORE_THAN_A_PROCESS_MAY_OPEN && (last = open("/", O_RDONLY)) >= 0)
        count++;
    CHECK(last == -1 && errno == EMFILE, "%d files are open: %s", count, strerror(errno));
    CHECK(close(count) == 0 && open("/", O_RDONLY) == count, "a closed descriptor cannot be used again");
}

int main(int argc, char **argv) {
    (void)argc;
    struct utsname name;
    REQUIRE(uname(&name) == 0 && strcmp(name.sysname, "Robin") == 0, "this is not Robin");
    const char *path = own_path(argv);
    check_refused(path, O_WRONLY, EROFS);
    check_refused(path, O_RDWR, EROFS);
    check_refused(path, O_WRONLY | O_APPEND, EROFS);
    check_refused(path, O_RDONLY | O_TRUNC, EROFS);
    check_refused("/bin/new", O_WRONLY | O_CREAT, EROFS);
    check_refused("/new", O_RDONLY | O_CREAT, EROFS);
    check_refused(path, O_RDONLY | O_CREAT | O_EXCL, EEXIST);
    check_refused("/no/such/place", O_WRONLY, ENOENT);
    check_refused("/", O_RDONLY | O_TRUNC, EISDIR);
    CHECK(run(open_all) == EXITED(0), "the child's checks failed");
    return check_result();
}
