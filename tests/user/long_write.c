/* A write that is longer than any buffer in its way goes out whole. With a number as argument it is that long, for
 * tests/system/test_vga.py. */
#include <stdlib.h>

#include "tests/user/child.h"

#define COLUMNS 80

int main(int argc, char **argv) {
    size_t length = argc > 1 ? (size_t)atoi(argv[1]) : 20000;
    char *text = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(text != MAP_FAILED, "mmap: %s", strerror(errno));
    memset(text, '-', length);
    for (size_t end = COLUMNS; end <= length; end += COLUMNS)
        text[end - 1] = '\n';
    ssize_t count = write(1, text, length);
    CHECK(count == (ssize_t)length, "a write of %d bytes wrote %d", (int)length, (int)count);
    return check_result();
}
