#include "kernel/proc/exec.h"
#include "arch/x86/context_switch.h"
#include "arch/x86/cpu.h"
#include "arch/x86/paging.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/file.h"
#include "kernel/debug/trace.h"
#include "kernel/io/file_tree.h"
#include "kernel/io/line.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/mm/heap.h"
#include "kernel/proc/arguments.h"
#include "kernel/proc/elf.h"
#include "kernel/proc/process.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/family.h"

/* A program that is ready to run, but that nobody runs yet. */
struct program {
    struct address_space *space;
    struct family *family;
    uint32_t entry, stack;
};

/* The segment's pages, filled from the file. */
static int load_segment(struct address_space *space, const uint8_t *file, const struct elf_segment *segment) {
    uint32_t start = page_round_down(segment->address), end = page_round_up(segment->address + segment->memory_bytes);
    int error = address_space_add(space, start, end, segment->protection, false);
    if (error != 0 || segment->protection == PROT_NONE) { /* what nobody may use is never seen */
        return error;
    }
    uint32_t address = segment->address, left = segment->file_bytes;
    const uint8_t *from = file + segment->file_offset;
    while (left > 0) {
        uint32_t part = PAGE_BYTES - address % PAGE_BYTES < left ? PAGE_BYTES - address % PAGE_BYTES : left;
        /* The kernel fills in through the direct map what the program may perhaps only read. */
        void *page = address_space_access(space, address, false, &error);
        if (!page) {
            return error;
        }
        memcpy(page, from, part);
        address += part;
        from += part;
        left -= part;
    }
    return 0;
}

static int load_image(struct address_space *space, const uint8_t *file, const struct elf_image *image) {
    for (uint32_t i = 0; i < image->segment_count; i++) {
        int error = load_segment(space, file, &image->segments[i]);
        if (error != 0) {
            return error;
        }
    }
    space->heap_start = space->heap_end = page_round_up(image->end);
    return address_space_add_stack(space);
}

static void program_discard(struct program *program) {
    if (program->space) {
        address_space_destroy(program->space);
    }
    if (program->family) {
        family_discard(program->family);
    }
}

/* Builds the whole of it, so that the switch to it cannot fail. On an error nothing is left behind. */
static int program_build(const struct file_node *file, const char *path, const struct arguments *arguments,
                         struct program *program, const char **reason) {
    struct elf_image image;
    int error = elf_parse(file->data, file->size, USER_START, USER_STACK_LIMIT, &image, reason);
    if (error != 0) {
        return error;
    }
    *program = (struct program){.space = address_space_create(), .family = family_create(), .entry = image.entry};
    error = program->space && program->family ? load_image(program->space, file->data, &image) : -ENOMEM;
    if (error == 0) {
        error = arguments_write(arguments, program->space, &image, path, &program->stack);
    }
    if (error != 0) {
        *reason = error == -ENOMEM ? "out of memory" : "its memory cannot be laid out";
        program_discard(program);
    }
    return error;
}

static int find_program(const char *path, const struct file_node **file) {
    int error;
    *file = file_tree_find(path, &error);
    if (!*file) {
        return error;
    }
    return (*file)->operations == &regular_file_operations ? 0 : -EACCES;
}

static struct trapframe first_registers(const struct program *program) {
    return (struct trapframe){
        .es = USER_DATA_SELECTOR,
        .ds = USER_DATA_SELECTOR,
        .eip = program->entry,
        .cs = USER_CODE_SELECTOR,
        .eflags = EFLAGS_RESERVED | EFLAGS_INTERRUPT,
        .esp = program->stack,
        .ss = USER_DATA_SELECTOR,
    };
}

static const char *last_part(const char *path) {
    const char *part = path;
    for (; *path != '\0'; path++) {
        if (*path == '/' && path[1] != '\0') {
            part = path + 1;
        }
    }
    return part;
}

static void take_program(struct pcb *process, const struct program *program, const char *path) {
    process->space = program->space;
    family_join(process, program->family);
    process_set_name(process, last_part(path));
    trace_emit_text(TRACE_EXEC, process->pid, 0, 0, 0, 0, process->name);
}

/* What looks like a program and is none: whoever built it wants to know why. Text is none of the kernel's business. */
static void explain(const struct file_node *file, const char *path, const char *reason) {
    if (file->size >= 4 && memcmp(file->data, "\177ELF", 4) == 0) {
        printk("robin: %s is no program: %s\n", path, reason);
    }
}

int process_exec(user_pointer path_from, user_pointer argv, user_pointer envp) {
    char path[PATH_BYTES];
    int error = copy_string_from_user(current->space, path, path_from, sizeof path);
    if (error < 0) {
        return error;
    }
    const struct file_node *file;
    error = find_program(path, &file);
    if (error != 0) {
        return error;
    }
    struct arguments *arguments = heap_allocate(sizeof *arguments);
    if (!arguments) {
        return -ENOMEM;
    }
    struct program program;
    const char *reason;
    error = arguments_collect(arguments, argv, envp);
    if (error == 0) {
        error = program_build(file, path, arguments, &program, &reason);
    }
    arguments_free(arguments);
    heap_free(arguments);
    if (error == -ENOEXEC) {
        explain(file, path, reason);
    }
    if (error != 0) {
        return error;
    }

    struct address_space *old_space = current->space;
    paging_load(program.space->directory);
    family_leave(current);
    take_program(current, &program, path);
    address_space_destroy(old_space);
    files_close_on_exec(current);
    *process_trapframe(current) = first_registers(&program);
    return 0;
}

static int init_arguments(struct arguments *arguments, const char *path, uint32_t count, const char *const *words) {
    int error = arguments_add(arguments, path, false);
    for (uint32_t i = 0; error == 0 && i < count; i++) {
        error = arguments_add(arguments, words[i], false);
    }
    return error;
}

const char *process_start_init(const char *path, uint32_t argument_count, const char *const *words) {
    const struct file_node *file;
    if (find_program(path, &file) != 0) {
        return "there is no such program in the archive";
    }
    static struct arguments arguments;
    struct program program;
    const char *reason = "its arguments are too long";
    if (init_arguments(&arguments, path, argument_count, words) != 0 ||
        program_build(file, path, &arguments, &program, &reason) != 0) {
        return reason;
    }
    arguments_free(&arguments);

    int error;
    struct pcb *init = process_create(&error);
    if (!init) {
        return "out of memory";
    }
    trace_emit(TRACE_FORK, PID_IDLE, (uint32_t)init->pid, 0, 0);
    take_program(init, &program, path);
    init->group = init->pid;
    line_set_foreground(init->group);
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        if (file_open(init, "/dev/console", O_RDWR) != descriptor) {
            return "no console for it";
        }
    }
    struct trapframe registers = first_registers(&program);
    uint32_t flags = irq_save();
    init->kernel_esp = first_frame(init->kernel_stack_top, &registers);
    sched_admit(init);
    irq_restore(flags);
    return NULL;
}
