#include "kernel/debug/fail_file.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/fail.h"
#include "kernel/io/file_tree.h"
#include "kernel/lib/format.h"
#include "kernel/lib/number.h"
#include "kernel/sched/sched.h"

#define LINE_BYTES 12 /* ten digits, a newline, a NUL */

/* The whole line at once, then the end of the file. */
static int32_t read_count(struct open_file *file, user_pointer to, uint32_t bytes) {
    if (bytes == 0 || file->position > 0) {
        return 0;
    }
    char line[LINE_BYTES];
    int length = format_buffer(line, sizeof line, "%u\n", fail_count);
    if (bytes < (uint32_t)length) {
        return -EINVAL;
    }
    int error = copy_to_user(current->space, to, line, (uint32_t)length);
    if (error != 0) {
        return error;
    }
    file->position = (uint32_t)length;
    return length;
}

static int32_t arm(struct open_file *file, user_pointer from, uint32_t bytes) {
    char line[LINE_BYTES] = "";
    uint32_t n;
    if (bytes >= sizeof line) {
        return -EINVAL;
    }
    int error = copy_from_user(current->space, line, from, bytes);
    if (error != 0) {
        return error;
    }
    if (bytes > 0 && line[bytes - 1] == '\n') {
        line[bytes - 1] = '\0'; /* echo writes one */
    }
    if (!number_parse(line, 0, UINT32_MAX, &n)) {
        return -EINVAL;
    }
    fail_arm(n);
    file->position = 0; /* the count can be read */
    return (int32_t)bytes;
}

static const struct file_operations operations = {.read = read_count, .write = arm};

bool fail_file_add(void) {
    int error;
    return file_tree_add("/proc/fail", false, &operations, &error) != NULL;
}
