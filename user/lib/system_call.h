/* The door into the kernel: int 0x80 with the number in eax and the arguments in ebx, ecx, edx, esi, edi, ebp. The
 * result comes back in eax; from -4095 to -1 it is a negated errno. Everything else in this library stands on this
 * file.
 *
 * The "memory" clobber is there because the kernel reads and writes through the pointers that it is given. */
#pragma once

#include "kernel/abi/syscall.h"

static inline int system_call6(int number, long a, long b, long c, long d, long e, long f) {
    int result;
    /* ebp may be the frame pointer, so that no constraint can name it: pass the sixth argument through the stack. */
    __asm__ volatile("pushl %[sixth]\n\t"
                     "pushl %%ebp\n\t"
                     "movl 4(%%esp), %%ebp\n\t"
                     "int $0x80\n\t"
                     "popl %%ebp\n\t"
                     "addl $4, %%esp"
                     : "=a"(result)
                     : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), [sixth] "g"(f)
                     : "memory", "cc");
    return result;
}

static inline int system_call5(int number, long a, long b, long c, long d, long e) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory", "cc");
    return result;
}

static inline int system_call4(int number, long a, long b, long c, long d) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d) : "memory", "cc");
    return result;
}

static inline int system_call3(int number, long a, long b, long c) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory", "cc");
    return result;
}

static inline int system_call2(int number, long a, long b) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b) : "memory", "cc");
    return result;
}

static inline int system_call1(int number, long a) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a) : "memory", "cc");
    return result;
}

static inline int system_call0(int number) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number) : "memory", "cc");
    return result;
}

/* Turns the kernel's answer into a C library's: a negated errno is stored in errno and becomes -1. */
int system_result(int result);
