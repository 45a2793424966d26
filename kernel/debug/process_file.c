/* Files that are made while they are read. Each read gives one line, about the next process; /proc/processes begins
 * with a header. The position is 0, then one more than the pid of the line before. */
#include "kernel/debug/process_file.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/debug/dump.h"
#include "kernel/debug/why.h"
#include "kernel/io/file_tree.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"

#define LINE_BYTES 256

/* `make_line` writes what there is to say about a process, or, for NULL, the header, and returns the length. */
static int32_t read_line(struct open_file *file, user_pointer to, uint32_t bytes,
                         int (*make_line)(char *line, size_t size, const struct pcb *process)) {
    if (bytes == 0) {
        return 0;
    }
    char line[LINE_BYTES];
    uint32_t flags = irq_save();
    const struct pcb *process = file->position == 0 ? NULL : process_find_from((int32_t)file->position);
    if (file->position != 0 && !process) {
        irq_restore(flags);
        return 0;
    }
    int length = make_line(line, sizeof line - 1, process);
    uint32_t next_position = process ? (uint32_t)process->pid + 1 : PID_INIT;
    irq_restore(flags);
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

static int make_process_line(char *line, size_t size, const struct pcb *process) {
    return process ? dump_process(line, size, process) : dump_process_header(line, size);
}

static int make_why_line(char *line, size_t size, const struct pcb *process) {
    return why(line, size, process->pid);
}

static int32_t read_processes(struct open_file *file, user_pointer to, uint32_t bytes) {
    return read_line(file, to, bytes, make_process_line);
}

static int32_t read_why(struct open_file *file, user_pointer to, uint32_t bytes) {
    if (file->position == 0) {
        file->position = PID_INIT; /* no header */
    }
    return read_line(file, to, bytes, make_why_line);
}

static const struct file_operations process_operations = {.read = read_processes}, why_operations = {.read = read_why};

bool process_file_add(void) {
    int error;
    return file_tree_add("/proc/processes", false, &process_operations, &error) &&
           file_tree_add("/proc/why", false, &why_operations, &error);
}
