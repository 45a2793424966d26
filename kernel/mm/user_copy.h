/* User memory. A user pointer is a type that C cannot dereference; these functions are the only way through it. They go
 * page by page through the kernel's direct map, after the same checks that a page fault would make, so they never fault
 * and work for any address space. Context of all: process context. They never sleep. */
#pragma once
#include "kernel/mm/address_space.h"
#include <stdint.h>

typedef struct {
    uint32_t address;
} user_pointer;

static inline user_pointer user_pointer_at(uint32_t address) {
    return (user_pointer){address};
}

static inline user_pointer user_pointer_add(user_pointer pointer, uint32_t bytes) {
    return (user_pointer){pointer.address + bytes};
}

/* Copies `bytes`. 0, -EFAULT if not all of it is the user's to read (or write), or -ENOMEM; then part of it may have
 * been copied, and nothing outside [pointer, pointer + bytes) was touched. */
int copy_from_user(struct address_space *space, void *to, user_pointer from, uint32_t bytes);
int copy_to_user(struct address_space *space, user_pointer to, const void *from, uint32_t bytes);

/* For read(2) and write(2), which give a part rather than an error: how many bytes were copied, if any. */
int32_t copy_from_user_partly(struct address_space *space, void *to, user_pointer from, uint32_t bytes);
int32_t copy_to_user_partly(struct address_space *space, user_pointer to, const void *from, uint32_t bytes);

/* Copies a string with its NUL. Its length, -EFAULT, -ENOMEM, or -ENAMETOOLONG if it does not end within `size` bytes.
 */
int copy_string_from_user(struct address_space *space, char *to, user_pointer from, uint32_t size);
