/* System calls with the stack pointer anywhere, strange flags and null segments: they work, and change none of these.
 * Properties: X97 X101 I108 */
#include <stdint.h>
#include <sys/utsname.h>
#include <time.h>

#include "tests/user/child.h"
#include "user/lib/system_call.h"

#define DIRECTION (1 << 10)
#define NESTED_TASK (1 << 14)
#define ALIGNMENT_CHECK (1 << 18)
#define IDENTIFICATION (1 << 21)
#define ARITHMETIC 0x8d5 /* carry, parity, adjust, zero, sign, overflow */
#define ALL_FLAGS (ARITHMETIC | DIRECTION | NESTED_TASK | ALIGNMENT_CHECK | IDENTIFICATION)

/* What hostile_call loads before `int 0x80`, and what it finds afterwards. */
struct registers {
    uint32_t eax, ebx, ecx, edx, esi, edi, ebp, esp, eflags;
    uint32_t ds, es, fs, gs;
};

extern struct registers in, out; /* used by the assembly below */
struct registers in, out;
extern uint32_t own_esp, own_ds, own_es, own_fs, own_gs;
uint32_t own_esp, own_ds, own_es, own_fs, own_gs;

/* ss stays as it is, so that memory is reached through it while ds is null. */
void hostile_call(void);
__asm__(".text\n"
        "hostile_call:\n"
        "    pushal\n"
        "    pushfl\n"
        "    movl %esp, own_esp\n"
        "    movw %ds, own_ds\n"
        "    movw %es, own_es\n"
        "    movw %fs, own_fs\n"
        "    movw %gs, own_gs\n"
        "    movl in+40, %eax\n"
        "    movl %eax, %es\n"
        "    movl in+44, %eax\n"
        "    movl %eax, %fs\n"
        "    movl in+48, %eax\n"
        "    movl %eax, %gs\n"
        "    movl in+36, %eax\n"
        "    movl %eax, %ds\n"
        "    pushl %ss:in+32\n"
        "    popfl\n"
        "    movl %ss:in, %eax\n"
        "    movl %ss:in+4, %ebx\n"
        "    movl %ss:in+8, %ecx\n"
        "    movl %ss:in+12, %edx\n"
        "    movl %ss:in+16, %esi\n"
        "    movl %ss:in+20, %edi\n"
        "    movl %ss:in+24, %ebp\n"
        "    movl %ss:in+28, %esp\n"
        "    int $0x80\n"
        "    movl %eax, %ss:out\n"
        "    movl %ebx, %ss:out+4\n"
        "    movl %ecx, %ss:out+8\n"
        "    movl %edx, %ss:out+12\n"
        "    movl %esi, %ss:out+16\n"
        "    movl %edi, %ss:out+20\n"
        "    movl %ebp, %ss:out+24\n"
        "    movl %esp, %ss:out+28\n"
        "    movl %ss:own_esp, %esp\n"
        "    pushfl\n"
        "    popl %ss:out+32\n"
        "    pushl $2\n" /* the nested task flag must not be set at the next iret, nor direction in C */
        "    popfl\n"
        "    movl %ds, %eax\n"
        "    movl %eax, %ss:out+36\n"
        "    movl %ss:own_ds, %eax\n"
        "    movl %eax, %ds\n"
        "    movl %es, %eax\n"
        "    movl %eax, out+40\n"
        "    movl %fs, %eax\n"
        "    movl %eax, out+44\n"
        "    movl %gs, %eax\n"
        "    movl %eax, out+48\n"
        "    movl own_es, %eax\n"
        "    movl %eax, %es\n"
        "    movl own_fs, %eax\n"
        "    movl %eax, %fs\n"
        "    movl own_gs, %eax\n"
        "    movl %eax, %gs\n"
        "    popfl\n"
        "    popal\n"
        "    ret\n");

static int call(int number, uint32_t first, uint32_t second, uint32_t esp, uint32_t flags, bool null_segments) {
    uint32_t data, selector;
    __asm__("movl %%ds, %0" : "=r"(data));
    selector = null_segments ? 0 : data;
    in = (struct registers){(uint32_t)number, first,      second,  0x33333333, 0x44444444,
                            0x55555555,       0x66666666, esp,     flags,      selector,
                            selector,         selector,   selector};
    memset(&out, 0, sizeof out);
    hostile_call();
    CHECK(out.ebx == in.ebx && out.ecx == in.ecx && out.edx == in.edx, "call %d: ebx, ecx, edx are %#x %#x %#x", number,
          out.ebx, out.ecx, out.edx);
    CHECK(out.esi == in.esi && out.edi == in.edi && out.ebp == in.ebp, "call %d: esi, edi, ebp are %#x %#x %#x", number,
          out.esi, out.edi, out.ebp);
    CHECK(out.esp == in.esp, "call %d: esp was %#x and is %#x", number, in.esp, out.esp);
    CHECK((out.eflags & ALL_FLAGS) == (flags & ALL_FLAGS), "call %d: the flags were %#x and are %#x", number, flags,
          out.eflags);
    CHECK(out.ds == selector && out.es == selector && out.fs == selector && out.gs == selector,
          "call %d: ds, es, fs, gs were %#x and are %#x %#x %#x %#x", number, selector, out.ds, out.es, out.fs, out.gs);
    return (int)out.eax;
}

static const uint32_t stacks[] = {0,          1,          3,          4096,       0x40000002, 0xbffffffe,
                                  0xc0000000, 0xc0000004, 0xc0100000, 0xfffffffc, 0xffffffff};
static const uint32_t flags[] = {0,         ARITHMETIC,      DIRECTION,      NESTED_TASK,
                                 ALL_FLAGS, ALIGNMENT_CHECK, IDENTIFICATION, NESTED_TASK | DIRECTION};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* One call that comes straight back, one that gives the processor away, one that blocks, one that writes to memory. */
static void check_calls(uint32_t esp, uint32_t flags, bool null_segments) {
    static struct timespec moment = {0, 1000};
    static struct utsname name;
    memset(&name, 0, sizeof name);
    CHECK(call(SYS_getpid, 0, 0, esp, flags, null_segments) == getpid(), "getpid, esp %#x", esp);
    CHECK(call(SYS_sched_yield, 0, 0, esp, flags, null_segments) == 0, "sched_yield, esp %#x", esp);
    CHECK(call(SYS_uname, (uint32_t)&name, 0, esp, flags, null_segments) == 0, "uname, esp %#x", esp);
    CHECK(name.sysname[0] != '\0' && name.sysname[64] == '\0', "uname wrote something else");
    CHECK(call(SYS_nanosleep, (uint32_t)&moment, 0, esp, flags, null_segments) == 0, "nanosleep, esp %#x", esp);
    CHECK(call(1999, 0, 0, esp, flags, null_segments) == -ENOSYS, "an unknown call, esp %#x", esp);
}

int main(void) {
    uint32_t here;
    __asm__("movl %%esp, %0" : "=r"(here));
    for (unsigned i = 0; i < COUNT(flags); i++) {
        check_calls(here - 4096, flags[i], false);
        check_calls(here - 4096, flags[i], true);
    }
    for (unsigned i = 0; i < COUNT(stacks); i++)
        check_calls(stacks[i], i % 2 ? ALL_FLAGS : 0, i % 3 == 0);
    return check_result();
}
