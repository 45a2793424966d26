#include "kernel/debug/inspect.h"
#include "arch/x86/paging.h"
#include "kernel/lib/format.h"
#include "kernel/proc/process_table.h"
#include <stddef.h>

bool inspect_is_memory(const void *object, uint32_t bytes) {
    uint32_t first = (uint32_t)object, last = first + bytes - 1; /* less than a page apart */
    return first % sizeof(uint32_t) == 0 && last > first && paging_is_mapped(first) && paging_is_mapped(last);
}

const struct pcb *inspect_process(int32_t pid) {
    const struct pcb *process = process_find(pid);
    bool looks_like_one = inspect_is_memory(process, sizeof *process) && process->pid == pid &&
                          (uint32_t)process->state <= PROC_ZOMBIE && !process->name[sizeof process->name - 1];
    return looks_like_one ? process : NULL;
}

const struct pcb *inspect_process_from(int32_t pid) {
    const struct pcb *process = NULL;
    for (; pid <= PID_MAX && !process; pid++) {
        process = inspect_process(pid);
    }
    return process;
}

int32_t inspect_parent(const struct pcb *process) {
    return inspect_is_memory(process->parent, sizeof *process->parent) ? process->parent->pid : 0;
}

bool inspect_is_linked(const struct list *element) {
    return inspect_is_memory(element->next, sizeof *element) && element->next->previous == element &&
           inspect_is_memory(element->previous, sizeof *element) && element->previous->next == element;
}

const struct named_semaphore *inspect_semaphore(int32_t id) {
    const struct named_semaphore *semaphore = named_semaphore_find_from(id);
    return inspect_is_memory(semaphore, sizeof *semaphore) && semaphore->id == id ? semaphore : NULL;
}

const char *inspect_label(int32_t id, char text[INSPECT_LABEL_BYTES]) {
    const struct named_semaphore *semaphore = inspect_semaphore(id);
    if (semaphore && semaphore->label[0] != '\0') {
        format_buffer(text, INSPECT_LABEL_BYTES, "%.15s", semaphore->label);
    } else {
        format_buffer(text, INSPECT_LABEL_BYTES, "semaphore %d", id);
    }
    return text;
}
