/* int n for every n: only the gate of system calls lets a program in; 3 is a breakpoint; the rest is SIGSEGV.
 * Properties: I107 */
#include <signal.h>

#include "tests/user/child.h"
#include "user/lib/system_call.h"

#define BREAKPOINT 3
#define INT 0xcd
#define RETURN 0xc3

static unsigned char *code;

/* eax is the number of getpid, for the one that is a system call; nothing else may have an effect. */
static void execute(void) {
    int result;
    __asm__ volatile("call *%1" : "=a"(result) : "r"(code), "a"(SYS_getpid) : "memory", "ecx", "edx");
    CHECK(result == getpid(), "the call returned %d", result);
}

int main(void) {
    code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(code != MAP_FAILED, "mmap: %s", strerror(errno));
    code[0] = INT;
    code[2] = RETURN;
    for (int vector = 0; vector < 256; vector++) {
        code[1] = (unsigned char)vector;
        int status = run(execute);
        int expected = vector == BREAKPOINT           ? KILLED(SIGTRAP)
                       : vector == SYSTEM_CALL_VECTOR ? EXITED(0)
                                                      : KILLED(SIGSEGV);
        CHECK(status == expected, "int %#x: status word %#x, not %#x", vector, status, expected);
    }
    return check_result();
}
