/* Part of the kernel only when it is built with `make SAN=1`. The compiler then checks, before each operation for which
 * C may leave undefined what happens next, and calls a function of these: a panic says where. Names and layouts are the
 * compilers' (gcc: libsanitizer/ubsan/ubsan_handlers.h). If the linker misses another one, it belongs into the list
 * below.
 */
#include "kernel/lib/panic.h"
#include <stdbool.h>
#include <stdint.h>

/* Each check's first argument begins with the place. */
struct place {
    const char *file;
    uint32_t line, column;
};

struct pointer_check {
    struct place place;
    const void *type;
    uint8_t alignment_log2, kind;
};

/* gcc passes arguments as the rest of the kernel does, clang on the stack. */
#ifdef __clang__
#define HANDLER __attribute__((noreturn, regparm(0))) void
#else
#define HANDLER __attribute__((noreturn)) void
#endif

/* The operands, which follow the place, are left alone: who wants them sets a breakpoint on panic_at. */
#define PANIC_AT_PLACE(check, words)                                               \
    HANDLER __ubsan_handle_##check(const struct place *place);                     \
    HANDLER __ubsan_handle_##check(const struct place *place) {                    \
        panic_at(place->file, (int)place->line, "undefined behaviour: %s", words); \
    }

PANIC_AT_PLACE(add_overflow, "an addition overflows")
PANIC_AT_PLACE(sub_overflow, "a subtraction overflows")
PANIC_AT_PLACE(mul_overflow, "a multiplication overflows")
PANIC_AT_PLACE(negate_overflow, "a negation overflows")
PANIC_AT_PLACE(divrem_overflow, "a division by zero, or one that overflows")
PANIC_AT_PLACE(shift_out_of_bounds, "a shift by too many bits, or of a negative number")
PANIC_AT_PLACE(pointer_overflow, "a pointer leaves the address space")
PANIC_AT_PLACE(out_of_bounds, "an index outside the array")
PANIC_AT_PLACE(load_invalid_value, "a value that its type does not have")
PANIC_AT_PLACE(builtin_unreachable, "the unreachable is reached")

HANDLER __ubsan_handle_type_mismatch_v1(const struct pointer_check *check, uintptr_t pointer);
HANDLER __ubsan_handle_type_mismatch_v1(const struct pointer_check *check, uintptr_t pointer) {
    bool is_misaligned = pointer % (1u << check->alignment_log2) != 0;
    panic_at(check->place.file, (int)check->place.line, "undefined behaviour: %s, %p",
             pointer == 0    ? "a null pointer is used"
             : is_misaligned ? "a misaligned pointer is used"
                             : "an object smaller than its type is used",
             (void *)pointer);
}
