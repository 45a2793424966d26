#include "kernel/abi/errno.h"
#include "kernel/abi/memory.h"
#include "kernel/io/file.h"
#include "kernel/mm/address_space.h"
#include "kernel/sched/sched.h"
#include "kernel/syscall/dispatch.h"

int32_t sys_brk(const struct trapframe *frame) {
    return (int32_t)address_space_brk(current->space, frame->ebx);
}

/* mmap2(2), anonymous memory only. */
int32_t sys_mmap2(const struct trapframe *frame) {
    uint32_t address = frame->ebx, bytes = page_round_up(frame->ecx), flags = frame->esi;
    bool is_shared = flags & MAP_SHARED, is_private = flags & MAP_PRIVATE;
    if (!(flags & MAP_ANONYMOUS)) {
        return file_find(current, (int32_t)frame->edi) ? -ENODEV : -EBADF;
    }
    if (frame->ecx == 0 || is_shared == is_private) {
        return -EINVAL;
    }
    if (bytes == 0 || bytes > USER_END - USER_START) {
        return -ENOMEM;
    }
    bool is_hint_good = address % PAGE_BYTES == 0 && address >= USER_START && address <= USER_END - bytes;
    if (flags & MAP_FIXED) {
        if (!is_hint_good) {
            return address % PAGE_BYTES != 0 ? -EINVAL : -ENOMEM;
        }
        int error = address_space_remove(current->space, address, address + bytes);
        if (error != 0) {
            return error;
        }
    } else if (!is_hint_good || !address_space_is_free(current->space, address, address + bytes)) {
        address = address_space_find(current->space, bytes);
        if (address == 0) {
            return -ENOMEM;
        }
    }
    uint8_t protection = frame->edx & (PROT_READ | PROT_WRITE | PROT_EXEC);
    int error = address_space_add(current->space, address, address + bytes, protection, is_shared);
    return error != 0 ? error : (int32_t)address;
}

int32_t sys_munmap(const struct trapframe *frame) {
    uint32_t address = frame->ebx, bytes = page_round_up(frame->ecx);
    if (address % PAGE_BYTES != 0 || bytes == 0 || address > USER_END || bytes > USER_END - address) {
        return -EINVAL;
    }
    return address_space_remove(current->space, address, address + bytes);
}
