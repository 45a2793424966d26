/* The stack: grows to nearly 8 MB by being used; who goes on dies alone.
 * Properties: I110
 * Boot: memory=16 */
#include <signal.h>
#include <stdint.h>
#include <time.h>

#include "tests/user/child.h"
#include "user/lib/system_call.h"

#define LINUX_SYS_SETRLIMIT 75
#define RLIMIT_STACK 3
#define STACK_BYTES (8 << 20) /* Robin's limit, and Linux's usual one */
#define FRAME_BYTES 1000
#define MARGIN_BYTES (256 << 10) /* for arguments, and what Linux keeps clear */

static volatile int depth_reached;

/* Calls itself, a frame of FRAME_BYTES each time, and checks on the way back that nothing has changed. */
__attribute__((noinline)) static int recurse(int depth) {
    volatile int frame[FRAME_BYTES / sizeof(int)];
    frame[0] = depth;
    frame[FRAME_BYTES / sizeof(int) - 1] = ~depth;
    depth_reached = depth;
    if (depth > 0 && recurse(depth - 1) != depth - 1)
        return -1;
    return frame[0] == depth && frame[FRAME_BYTES / sizeof(int) - 1] == ~depth ? depth : -1;
}

static void use_nearly_all(void) {
    int depth = (STACK_BYTES - MARGIN_BYTES) / (FRAME_BYTES + 64);
    CHECK(recurse(depth) == depth, "the stack has lost what was written");
}

static void recurse_for_ever(void) {
    recurse(0x7fffffff);
    REQUIRE(false, "an endless recursion ended");
}

/* One step far below the stack is no growth: nothing is there. */
static void jump_below(void) {
    char here;
    *(volatile char *)((uintptr_t)&here - STACK_BYTES - MARGIN_BYTES) = 1;
}

/* The kernel, too, may be the first to touch a page of the stack. */
static void let_kernel_touch(void) {
    struct timespec times[12500]; /* 100,000 bytes, none of which this program has touched */
    CHECK(clock_gettime(CLOCK_MONOTONIC, times) == 0, "the kernel cannot write to a new page of the stack");
}

int main(void) {
    /* On Linux whoever starts this may have set another limit. Robin has no such call. */
    uint32_t limits[2] = {STACK_BYTES, STACK_BYTES};
    system_call2(LINUX_SYS_SETRLIMIT, RLIMIT_STACK, (long)limits);

    CHECK(run(use_nearly_all) == EXITED(0), "8 MB less a margin of stack cannot be used");
    CHECK(run(recurse_for_ever) == KILLED(SIGSEGV), "an endless recursion did not end with SIGSEGV");
    CHECK(run(jump_below) == KILLED(SIGSEGV), "memory below the stack's limit can be written");
    CHECK(run(let_kernel_touch) == EXITED(0), "the child's checks failed");
    CHECK(recurse(100) == 100, "the parent's stack is damaged");
    return check_result();
}
