/* Registers, flags and segments hold while other processes, with other values, take the processor at any instruction.
 * That the interruptions come everywhere in the loop is judged by tests/system/test_processor.py.
 * Properties: X97
 * Boot: quantum=1 hz=1000 */
#include <signal.h>
#include <stdint.h>
#include <sys/times.h>

#include "tests/user/child.h"

#define RUN_TICKS 60 /* of 1/100 s */
#define SPINNERS 3

/* Each process writes its own values here; the assembly below loads and compares them. */
struct values {
    uint32_t eax, ebx, ecx, edx, esi, edi, ebp, eflags, fs, gs;
};

extern struct values wanted;
extern uint32_t spin_esp, spin_rounds;
struct values wanted;
uint32_t spin_esp, spin_rounds;

/* Loads all registers, then looks at them `spin_rounds` times. Returns 0, or the number of the first that changed. */
int spin_and_look(void);
__asm__(
    ".text\n"
    ".globl spin_and_look\n" /* a name that objdump shows */
    "spin_and_look:\n"
    "    pushl %ebx\n"
    "    pushl %esi\n"
    "    pushl %edi\n"
    "    pushl %ebp\n"
    "    pushl %fs\n"
    "    pushl %gs\n"
    "    movl wanted+32, %eax\n"
    "    movl %eax, %fs\n"
    "    movl wanted+36, %eax\n"
    "    movl %eax, %gs\n"
    "    movl %esp, spin_esp\n"
    "    movl wanted, %eax\n"
    "    movl wanted+4, %ebx\n"
    "    movl wanted+8, %ecx\n"
    "    movl wanted+12, %edx\n"
    "    movl wanted+16, %esi\n"
    "    movl wanted+20, %edi\n"
    "    movl wanted+24, %ebp\n"
    "1:  pushl wanted+28\n"
    "    popfl\n"
    "    .rept 40\n" /* long enough for most interruptions to fall in here */
    "    nop\n"
    "    .endr\n"
    "    pushfl\n"
    "    pushl wanted+28\n"
    "    popfl\n" /* what follows changes the flags in any case */
    "    cmpl %eax, wanted\n"
    "    jne 2f\n"
    "    cmpl %ebx, wanted+4\n"
    "    jne 3f\n"
    "    cmpl %ecx, wanted+8\n"
    "    jne 4f\n"
    "    cmpl %edx, wanted+12\n"
    "    jne 5f\n"
    "    cmpl %esi, wanted+16\n"
    "    jne 6f\n"
    "    cmpl %edi, wanted+20\n"
    "    jne 7f\n"
    "    cmpl %ebp, wanted+24\n"
    "    jne 8f\n"
    "    popl %eax\n"
    "    xorl wanted+28, %eax\n"
    "    testl $0x200cd5, %eax\n" /* the identification, overflow, direction, sign, zero, adjust, parity, carry flags */
    "    jnz 9f\n"
    "    movl %fs, %eax\n"
    "    cmpw %ax, wanted+32\n"
    "    jne 10f\n"
    "    movl %gs, %eax\n"
    "    cmpw %ax, wanted+36\n"
    "    jne 10f\n"
    "    cmpl %esp, spin_esp\n"
    "    jne 11f\n"
    "    movl wanted, %eax\n"
    "    decl spin_rounds\n"
    "    jnz 1b\n"
    "    movl $0, %eax\n"
    "    jmp 12f\n"
    "2:  movl $1, %eax\n"
    "    jmp 12f\n"
    "3:  movl $2, %eax\n"
    "    jmp 12f\n"
    "4:  movl $3, %eax\n"
    "    jmp 12f\n"
    "5:  movl $4, %eax\n"
    "    jmp 12f\n"
    "6:  movl $5, %eax\n"
    "    jmp 12f\n"
    "7:  movl $6, %eax\n"
    "    jmp 12f\n"
    "8:  movl $7, %eax\n"
    "    jmp 12f\n"
    "9:  movl $8, %eax\n"
    "    jmp 12f\n"
    "10: movl $9, %eax\n"
    "    jmp 12f\n"
    "11: movl $10, %eax\n"
    "12: movl spin_esp, %esp\n"
    "    cld\n"
    "    popl %gs\n"
    "    popl %fs\n"
    "    popl %ebp\n"
    "    popl %edi\n"
    "    popl %esi\n"
    "    popl %ebx\n"
    "    ret\n");

static const char *const names[] = {"",    "eax", "ebx",        "ecx",      "edx", "esi",
                                    "edi", "ebp", "the eflags", "fs or gs", "esp"};
static int spinner;

/* Spinner 0 has all flags set, spinner 1 none, spinner 2 some; one has nothing in fs, one nothing in gs. */
static void spin(void) {
    static const uint32_t flags[SPINNERS] = {0x200cd7, 0x2, 0x446};
    uint32_t data, pattern = 0x11111111U * (uint32_t)(spinner + 1);
    __asm__("movl %%ds, %0" : "=r"(data));
    uint32_t fs = spinner == 0 ? 0 : data, gs = spinner == 1 ? 0 : data;
    wanted = (struct values){pattern + 1, pattern + 2, pattern + 3,    pattern + 4, pattern + 5,
                             pattern + 6, pattern + 7, flags[spinner], fs,          gs};
    clock_t start = times(NULL);
    while (times(NULL) - start < RUN_TICKS) {
        spin_rounds = 10000;
        int changed = spin_and_look();
        REQUIRE(changed == 0, "spinner %d: %s changed", spinner, names[changed]);
    }
}

int main(void) {
    pid_t pids[SPINNERS];
    for (spinner = 0; spinner < SPINNERS; spinner++)
        pids[spinner] = start(spin);
    for (int i = 0; i < SPINNERS; i++)
        check_child(pids[i], 0);
    return check_result();
}
