/* A function that is still to be written. Its body is one line,
 *
 *     not_written();
 *
 * and takes the place of every statement: it does not return. The boot list names all such functions; the first that is
 * called ends the machine with a line that says which it was. */
#pragma once
#include <stdint.h>

struct not_written {
    const char *file;
    const char *function;
    uint32_t line;
};

/* Each use leaves a record in a section of its own, so that the boot can list them without calling any. Programs of the
 * host, which unit tests are, have no such list. */
#if __STDC_HOSTED__
#define NOT_WRITTEN_SECTION
#else
#define NOT_WRITTEN_SECTION __attribute__((used, section(".rodata.not_written")))
#endif

#define not_written()                                                                              \
    do {                                                                                           \
        static const struct not_written here NOT_WRITTEN_SECTION = {__FILE__, __func__, __LINE__}; \
        not_written_stop(&here);                                                                   \
    } while (0)

/* Prints a line about it, and ends the machine as a panic does. Context: any. */
__attribute__((noreturn)) void not_written_stop(const struct not_written *where);

/* Prints a line of the boot list for each file in which something is still to be written. Context: boot. */
void not_written_report(void);
