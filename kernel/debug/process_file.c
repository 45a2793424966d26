/* /proc/processes: a file that is made while it is read. Each read gives one line: the header, then a process a line.
 * The position is 0, then one more than the pid of the line before. */
#include "kernel/abi/errno.h"
#include "kernel/debug/process_file.h"
#include "kernel/debug/dump.h"
#include "kernel/io/file_tree.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"

#define LINE_BYTES 160

static int32_t read_line(struct open_file *file, user_pointer to, uint32_t bytes) {
    if (bytes == 0) {
        return 0;
    }
    char line[LINE_BYTES];
    int length;
    uint32_t next_position = PID_INIT;
    if (file->position == 0) {
        length = dump_process_header(line, sizeof line - 1);
    } else {
        const struct pcb *process = process_find_from((int32_t)file->position);
        if (!process) {
            return 0;
        }
        length = dump_process(line, sizeof line - 1, process);
        next_position = (uint32_t)process->pid + 1;
    }
    line[length++] = '\n';
    if (bytes < (uint32_t)length) {
        return -EINVAL; /* half a line would be lost */
    }
    int error = copy_to_user(current->space, to, line, (uint32_t)length);
    if (error != 0) {
        return error;
    }
    file->position = next_position;
    return length;
}

static const struct file_operations operations = {.read = read_line};

bool process_file_add(void) {
    int error;
    return file_tree_add("/proc/processes", false, &operations, &error) != NULL;
}
