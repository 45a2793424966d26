/* Floating-point instructions end the process: Robin keeps nobody's floating-point registers.
 * Robin only: Linux executes them */
#include "tests/user/faults.h"

FAULT(load_one, "fld1")
FAULT(initialize, "fninit")
FAULT(sse, "xorps %xmm0, %xmm0")

static const struct fault faults[] = {
    {"fld1", load_one, SIGFPE},
    {"fninit", initialize, SIGFPE},
    {"an instruction of SSE", sse, SIGILL},
};

int main(void) {
    CHECK_FAULTS(faults);
    return check_result();
}
