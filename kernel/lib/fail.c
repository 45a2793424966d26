#include "kernel/lib/fail.h"

uint32_t fail_at, fail_count;

void fail_arm(uint32_t n) {
    fail_at = n;
    if (n != 0) {
        fail_count = 0;
    }
}
