#include "kernel/mm/user_copy.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/string.h"
#include <stddef.h>

static uint32_t bytes_to_page_end(uint32_t address) {
    return PAGE_BYTES - address % PAGE_BYTES;
}

static bool is_user_range(uint32_t address, uint32_t bytes) {
    return address < USER_END && bytes <= USER_END - address;
}

int copy_from_user(struct address_space *space, void *to, user_pointer from, uint32_t bytes) {
    if (bytes > 0 && !is_user_range(from.address, bytes)) {
        return -EFAULT;
    }
    while (bytes > 0) {
        int error;
        const void *page = address_space_access(space, from.address, false, &error);
        if (!page) {
            return error;
        }
        uint32_t part = bytes_to_page_end(from.address) < bytes ? bytes_to_page_end(from.address) : bytes;
        memcpy(to, page, part);
        to = (char *)to + part;
        from = user_pointer_add(from, part);
        bytes -= part;
    }
    return 0;
}

int copy_to_user(struct address_space *space, user_pointer to, const void *from, uint32_t bytes) {
    if (bytes > 0 && !is_user_range(to.address, bytes)) {
        return -EFAULT;
    }
    while (bytes > 0) {
        int error;
        void *page = address_space_access(space, to.address, true, &error);
        if (!page) {
            return error;
        }
        uint32_t part = bytes_to_page_end(to.address) < bytes ? bytes_to_page_end(to.address) : bytes;
        memcpy(page, from, part);
        from = (const char *)from + part;
        to = user_pointer_add(to, part);
        bytes -= part;
    }
    return 0;
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
