/* The strings that execve hands on: copied out of the old address space before it goes, into the new one after. */
#pragma once
#include "kernel/mm/user_copy.h"
#include <stdint.h>

#define ARGUMENT_BYTES_MAX 131072u /* strings and pointers together: Linux's smallest ARG_MAX */

struct arguments {
    uint32_t argument_count, environment_count;
    uint32_t bytes;                                          /* of all strings, with their NULs, one after the other */
    physical_address pages[ARGUMENT_BYTES_MAX / PAGE_BYTES]; /* where they are */
};

/* Collects the strings of two NULL-terminated arrays of pointers in the current process; a null array is an empty one.
 * 0, -E2BIG, -EFAULT or -ENOMEM; on any of them call arguments_free all the same. Context: process context. */
int arguments_collect(struct arguments *arguments, user_pointer argv, user_pointer envp);

/* Adds one string from the kernel: an argument, if no environment string has been added yet. 0, -E2BIG or -ENOMEM. */
int arguments_add(struct arguments *arguments, const char *text, bool is_environment);

/* Writes all that a program finds on its stack, down from USER_STACK_TOP, as the i386 ABI has it:
 *
 *   esp -> argc, argv[0], ..., NULL, envp[0], ..., NULL, auxiliary vector, ..., AT_NULL, then the strings.
 *
 * 0 and *esp, or -ENOMEM or -EFAULT. Context: process context or boot. */
struct elf_image;
int arguments_write(const struct arguments *arguments, struct address_space *space, const struct elf_image *image,
                    const char *path, uint32_t *esp);

void arguments_free(struct arguments *arguments);
