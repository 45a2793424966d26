/* P and V for user programs: the number becomes the semaphore, and the trace learns what happened. */
#include "kernel/abi/errno.h"
#include "kernel/debug/trace.h"
#include "kernel/lib/string.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/family.h"
#include "kernel/syscall/dispatch.h"
#include <stddef.h>

static struct named_semaphore *find(const struct trapframe *frame) {
    return named_semaphore_find((int32_t)frame->ebx);
}

/* Who has the unit, as far as anybody can tell of a semaphore: who passed P last, until it does V. */
static void note_holder(struct named_semaphore *semaphore, enum trace_semaphore operation, int32_t result) {
    if ((operation == SEMAPHORE_P || operation == SEMAPHORE_TRY) && result == 0) {
        semaphore->passed_last = (int16_t)current->pid;
        semaphore->is_given_back = false;
    } else if (operation == SEMAPHORE_V && semaphore->passed_last == current->pid) {
        semaphore->is_given_back = true;
    }
}

/* Tells the trace about an operation, with the value after it; a semaphore that is gone has none. */
static int32_t write_record(enum trace_semaphore operation, int32_t id, int32_t result) {
    struct named_semaphore *semaphore = named_semaphore_find(id);
    if (semaphore) {
        note_holder(semaphore, operation, result);
    }
    int32_t value = semaphore ? semaphore_value(&semaphore->semaphore) : 0;
    trace_emit_text(TRACE_SEMAPHORE, current->pid, operation, (uint32_t)id, (uint32_t)value, (uint32_t)result,
                    semaphore ? semaphore->label : NULL);
    return result;
}

/* The operation's result, on its way to the user. */
static int32_t record(enum trace_semaphore operation, int32_t id, int32_t result) {
    return trace_mode == TRACE_OFF ? result : write_record(operation, id, result);
}

int32_t sys_sem_create(const struct trapframe *frame) {
    int32_t value = (int32_t)frame->ebx;
    if (value < 0) {
        return -EINVAL;
    }
    int32_t id = named_semaphore_create(value);
    return record(SEMAPHORE_CREATE, id, id);
}

int32_t sys_P(const struct trapframe *frame) {
    struct named_semaphore *semaphore = find(frame);
    if (!semaphore) {
        return -EINVAL;
    }
    return record(SEMAPHORE_P, (int32_t)frame->ebx, semaphore_P(&semaphore->semaphore));
}

int32_t sys_V(const struct trapframe *frame) {
    struct named_semaphore *semaphore = find(frame);
    if (!semaphore) {
        return -EINVAL;
    }
    return record(SEMAPHORE_V, (int32_t)frame->ebx, semaphore_V(&semaphore->semaphore));
}

int32_t sys_sem_destroy(const struct trapframe *frame) {
    struct named_semaphore *semaphore = find(frame);
    if (!semaphore) {
        return -EINVAL;
    }
    named_semaphore_destroy(semaphore);
    return 0;
}

int32_t sys_try_P(const struct trapframe *frame) {
    struct named_semaphore *semaphore = find(frame);
    if (!semaphore) {
        return -EINVAL;
    }
    return record(SEMAPHORE_TRY, (int32_t)frame->ebx, semaphore_try_P(&semaphore->semaphore));
}

int32_t sys_sem_value(const struct trapframe *frame) {
    const struct named_semaphore *semaphore = find(frame);
    return semaphore ? semaphore_value(&semaphore->semaphore) : -EINVAL;
}

/* Copies a label; a longer one is cut. */
static int copy_label(char label[TRACE_TEXT_BYTES], uint32_t address) {
    memset(label, 0, TRACE_TEXT_BYTES);
    int length = copy_string_from_user(current->space, label, user_argument(address), TRACE_TEXT_BYTES - 1);
    return length < 0 && length != -ENAMETOOLONG ? length : 0;
}

int32_t sys_sem_label(const struct trapframe *frame) {
    struct named_semaphore *semaphore = find(frame);
    if (!semaphore) {
        return -EINVAL;
    }
    char label[TRACE_TEXT_BYTES];
    int error = copy_label(label, frame->ecx);
    if (error != 0) {
        return error;
    }
    memcpy(semaphore->label, label, sizeof label);
    return record(SEMAPHORE_LABEL, semaphore->id, 0);
}

int32_t sys_mark(const struct trapframe *frame) {
    char label[TRACE_TEXT_BYTES];
    int error = copy_label(label, frame->ebx);
    if (error == 0) {
        trace_emit_text(TRACE_MARK, current->pid, frame->ecx, 0, 0, 0, label);
    }
    return error;
}
