/* Bytes and strings.
 *
 * Copying and filling are the processor's own string instructions, four bytes at a time and then the tail (Intel SDM
 * volume 2, REP/MOVS/STOS). That is short, quick enough, and it leaves no loop here that a compiler might recognize as
 * "this is memcpy" and replace by a call: inside memcpy, a call of itself without end. They count upwards because the
 * direction flag is clear, as the i386 ABI promises every function and trap_entry.asm provides. */
#include "kernel/lib/string.h"
#include <stdint.h>

#if defined(__i386__) || defined(__x86_64__)

void *memcpy(void *to, const void *from, size_t bytes) {
    void *target = to;
    size_t words = bytes / 4, tail = bytes % 4;
    __asm__ volatile("rep movsl" : "+D"(target), "+S"(from), "+c"(words) : : "memory");
    __asm__ volatile("rep movsb" : "+D"(target), "+S"(from), "+c"(tail) : : "memory");
    return to;
}

void *memset(void *to, int value, size_t bytes) {
    void *target = to;
    size_t words = bytes / 4, tail = bytes % 4;
    uint32_t pattern = (uint8_t)value * 0x01010101u;
    __asm__ volatile("rep stosl" : "+D"(target), "+c"(words) : "a"(pattern) : "memory");
    __asm__ volatile("rep stosb" : "+D"(target), "+c"(tail) : "a"(pattern) : "memory");
    return to;
}

/* From the last byte to the first. */
static void copy_downwards(char *to, const char *from, size_t bytes) {
    to += bytes - 1;
    from += bytes - 1;
    __asm__ volatile("std; rep movsb; cld" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory", "cc");
}

#else /* only the unit tests, on a host of another kind: volatile keeps the loops loops */

void *memcpy(void *to, const void *from, size_t bytes) {
    volatile char *target = to;
    for (size_t i = 0; i < bytes; i++) {
        target[i] = ((const char *)from)[i];
    }
    return to;
}

void *memset(void *to, int value, size_t bytes) {
    volatile char *target = to;
    for (size_t i = 0; i < bytes; i++) {
        target[i] = (char)value;
    }
    return to;
}

static void copy_downwards(char *to, const char *from, size_t bytes) {
    volatile char *target = to;
    while (bytes-- > 0) {
        target[bytes] = from[bytes];
    }
}

#endif

void *memmove(void *to, const void *from, size_t bytes) {
    /* Upwards, unless the target begins inside the source: then the source's end would be overwritten before it is
     * read. A target below the source suits memcpy, which reads each word before it writes it, and never goes back. */
    uintptr_t distance = (uintptr_t)to - (uintptr_t)from; /* if the target lies below, this wraps round and is large */
    if (distance >= bytes) {
        return memcpy(to, from, bytes);
    }
    copy_downwards(to, from, bytes);
    return to;
}

int memcmp(const void *left, const void *right, size_t bytes) {
    const unsigned char *a = left, *b = right;
    for (size_t i = 0; i < bytes; i++) {
        if (a[i] != b[i]) {
            return a[i] - b[i];
        }
    }
    return 0;
}

size_t strlen(const char *text) {
    size_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return length;
}

int strcmp(const char *left, const char *right) {
    return strncmp(left, right, SIZE_MAX);
}

int strncmp(const char *left, const char *right, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        if (left[i] != right[i]) {
            return (unsigned char)left[i] - (unsigned char)right[i];
        }
        if (left[i] == '\0') {
            return 0;
        }
    }
    return 0;
}

char *strchr(const char *text, int character) {
    for (; *text != (char)character; text++) {
        if (*text == '\0') {
            return NULL;
        }
    }
    return (char *)text;
}

size_t string_copy(char *to, const char *from, size_t bytes) {
    size_t length = strlen(from);
    if (bytes > 0) {
        size_t copied = length < bytes ? length : bytes - 1;
        memcpy(to, from, copied);
        to[copied] = '\0';
    }
    return length;
}
