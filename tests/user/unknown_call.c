/* System calls that no kernel here has: ENOSYS, whatever their number, and whatever the arguments.
 * Properties: X103 */
#include "tests/user/child.h"
#include "user/lib/system_call.h"

/* Numbers that Linux has taken out of use, and numbers outside of all tables. */
static const int numbers[] = {
    17,         31,         32,         35,          44,          53,    56,    58,    98,      188,        189,
    222,        223,        251,        285,         1032,        1999,  4096,  65535, 0x10000, 0x20000025, 0x3fffffff,
    0x40000014, 0x7ffffffe, 0x7fffffff, -2147483647, -2147483648, -4096, -1032, -38,   -2,      -1};

int main(void) {
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        int result = system_call0(numbers[i]);
        CHECK(result == -ENOSYS, "call %d returned %d", numbers[i], result);
        result = system_call6(numbers[i], -1, -1, -1, -1, -1, -1);
        CHECK(result == -ENOSYS, "call %d with arguments of -1 returned %d", numbers[i], result);
    }
    CHECK(system_call0(SYS_getpid) > 0, "getpid does not work any more");
    return check_result();
}
