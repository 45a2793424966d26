/* fork: the child has its parent's registers, flags, segments and stack; only eax differs.
 * Properties: L3 */
#include <stdint.h>
#include <string.h>

#include "tests/user/child.h"

#define FLAGS 0xcd5 /* carry, parity, adjust, zero, sign, direction, overflow: all set */
#define STACK_WORDS 3000

struct registers {
    uint32_t eax, ebx, ecx, edx, esi, edi, ebp, esp, eflags;
    uint32_t ds, es, fs, gs, ss, cs;
};

/* Used by the assembly below. */
extern struct registers after;
extern uint32_t esp_before;
struct registers after;
uint32_t esp_before;

/* Calls fork with a value of its own in every register and every flag set, and stores all of them as fork left them. */
void fork_with_registers(void);
__asm__(".text\n"
        "fork_with_registers:\n"
        "    pushal\n"
        "    movl $0x11111111, %ebx\n"
        "    movl $0x22222222, %ecx\n"
        "    movl $0x33333333, %edx\n"
        "    movl $0x44444444, %esi\n"
        "    movl $0x55555555, %edi\n"
        "    movl $0x66666666, %ebp\n"
        "    movl %esp, esp_before\n"
        "    pushl $0xcd5\n"
        "    popfl\n"
        "    movl $2, %eax\n" /* SYS_fork */
        "    int $0x80\n"
        "    movl %eax, after\n"
        "    movl %ebx, after+4\n"
        "    movl %ecx, after+8\n"
        "    movl %edx, after+12\n"
        "    movl %esi, after+16\n"
        "    movl %edi, after+20\n"
        "    movl %ebp, after+24\n"
        "    movl %esp, after+28\n"
        "    pushfl\n"
        "    popl after+32\n"
        "    cld\n"
        "    movl %ds, %eax\n"
        "    movl %eax, after+36\n"
        "    movl %es, %eax\n"
        "    movl %eax, after+40\n"
        "    movl %fs, %eax\n"
        "    movl %eax, after+44\n"
        "    movl %gs, %eax\n"
        "    movl %eax, after+48\n"
        "    movl %ss, %eax\n"
        "    movl %eax, after+52\n"
        "    movl %cs, %eax\n"
        "    movl %eax, after+56\n"
        "    popal\n"
        "    ret\n");

static struct registers segments(void) {
    struct registers now;
    __asm__("movl %%ds, %0" : "=r"(now.ds));
    __asm__("movl %%es, %0" : "=r"(now.es));
    __asm__("movl %%fs, %0" : "=r"(now.fs));
    __asm__("movl %%gs, %0" : "=r"(now.gs));
    __asm__("movl %%ss, %0" : "=r"(now.ss));
    __asm__("movl %%cs, %0" : "=r"(now.cs));
    return now;
}

static void check_registers(const char *who, const struct registers *before) {
    CHECK(after.ebx == 0x11111111, "%s: ebx is %#x", who, after.ebx);
    CHECK(after.ecx == 0x22222222, "%s: ecx is %#x", who, after.ecx);
    CHECK(after.edx == 0x33333333, "%s: edx is %#x", who, after.edx);
    CHECK(after.esi == 0x44444444, "%s: esi is %#x", who, after.esi);
    CHECK(after.edi == 0x55555555, "%s: edi is %#x", who, after.edi);
    CHECK(after.ebp == 0x66666666, "%s: ebp is %#x", who, after.ebp);
    CHECK(after.esp == esp_before, "%s: esp is %#x, and was %#x", who, after.esp, esp_before);
    CHECK((after.eflags & FLAGS) == FLAGS, "%s: eflags are %#x", who, after.eflags);
    CHECK(after.ds == before->ds && after.es == before->es && after.ss == before->ss && after.cs == before->cs,
          "%s: ds, es, ss, cs are %#x %#x %#x %#x", who, after.ds, after.es, after.ss, after.cs);
    CHECK(after.fs == before->fs && after.gs == before->gs, "%s: fs, gs are %#x %#x", who, after.fs, after.gs);
}

int main(void) {
    volatile uint32_t stack[STACK_WORDS];
    for (uint32_t i = 0; i < STACK_WORDS; i++)
        stack[i] = i * i;
    struct registers before = segments();

    fork_with_registers();

    const char *who = after.eax == 0 ? "child" : "parent";
    check_registers(who, &before);
    for (uint32_t i = 0; i < STACK_WORDS; i++)
        if (!CHECK(stack[i] == i * i, "%s: word %u of the stack is %#x", who, i, stack[i]))
            break;
    if (after.eax == 0)
        check_exit();
    CHECK((int)after.eax > 0, "fork returned %d", (int)after.eax);
    check_child((pid_t)after.eax, 0);
    return check_result();
}
