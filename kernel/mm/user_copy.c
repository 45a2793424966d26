#include "kernel/mm/user_copy.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/string.h"
#include <stddef.h>

static uint32_t bytes_to_page_end(uint32_t address) {
    return PAGE_BYTES - address % PAGE_BYTES;
}

static bool is_user_range(uint32_t address, uint32_t bytes) {
    return bytes == 0 || (address < USER_END && bytes <= USER_END - address);
}

/* Copies page by page between user memory at `address` and `bytes` bytes of the kernel's, until it is done or a page
 * cannot be reached. Returns how much was copied; if not all, *error says why. */
static uint32_t copy(struct address_space *space, uint32_t address, char *kernel, uint32_t bytes, bool to_user,
                     int *error) {
    uint32_t done = 0;
    *error = is_user_range(address, bytes) ? 0 : -EFAULT;
    while (*error == 0 && done < bytes) {
        char *page = address_space_access(space, address + done, to_user, error);
        if (!page) {
            break;
        }
        uint32_t left = bytes - done, part = bytes_to_page_end(address + done);
        part = part < left ? part : left;
        memcpy(to_user ? page : kernel + done, to_user ? kernel + done : page, part);
        done += part;
    }
    return done;
}

int copy_from_user(struct address_space *space, void *to, user_pointer from, uint32_t bytes) {
    int error;
    copy(space, from.address, to, bytes, false, &error);
    return error;
}

int copy_to_user(struct address_space *space, user_pointer to, const void *from, uint32_t bytes) {
    int error;
    copy(space, to.address, (char *)from, bytes, true, &error);
    return error;
}

int32_t copy_from_user_partly(struct address_space *space, void *to, user_pointer from, uint32_t bytes) {
    int error;
    uint32_t done = copy(space, from.address, to, bytes, false, &error);
    return done > 0 ? (int32_t)done : error;
}

int32_t copy_to_user_partly(struct address_space *space, user_pointer to, const void *from, uint32_t bytes) {
    int error;
    uint32_t done = copy(space, to.address, (char *)from, bytes, true, &error);
    return done > 0 ? (int32_t)done : error;
}

int copy_string_from_user(struct address_space *space, char *to, user_pointer from, uint32_t size) {
    uint32_t length = 0;
    while (length < size) {
        int error;
        const char *page = address_space_access(space, from.address + length, false, &error);
        if (!page) {
            return error;
        }
        for (uint32_t part = bytes_to_page_end(from.address + length); part > 0 && length < size; part--) {
            if ((to[length] = *page++) == '\0') {
                return (int)length;
            }
            length++;
        }
    }
    return -ENAMETOOLONG;
}
