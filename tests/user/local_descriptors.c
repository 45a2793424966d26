/* There is no local descriptor table: each selector that names one (bit 2 set) faults. After reset the CPU takes the
 * table to be at address 0, so the program puts a descriptor for every purpose where a table of 64 KB would have it:
 * call gates into ring 0, which lead to the program itself, and ring 3's own data and code.
 *
 * Properties: I105 I106 X104 */
#include <stdint.h>

#include "tests/user/faults.h"

#define TABLE 0x1000 /* page 0 is never mapped */
#define TABLE_END 0x10000
#define CALL_GATE 0xec00 /* present, for ring 3 */
#define KERNEL_CODE 0x08

/* A selector of the local table, with the privilege of ring 3: 0x1007 is the first descriptor of the page at TABLE,
 * 0x100f and 0x1017 are the next. */
FAULT(call_gate, "lcall $0x1007, $0")
FAULT(jump_gate, "ljmp $0x1007, $0")
FAULT(jump_last, "ljmp $0xffff, $check_exit")
FAULT(jump_code, "ljmp $0x1017, $check_exit")
FAULT(return_code, "pushl $0x1017; pushl $check_exit; lret")
FAULT(iret_code, "pushfl; pushl $0x1017; pushl $check_exit; iretl")
FAULT(load_ds, "movl $0x100f, %eax; movl %eax, %ds")
FAULT(load_es, "movl $0x100f, %eax; movl %eax, %es")
FAULT(load_fs, "movl $0x100f, %eax; movl %eax, %fs")
FAULT(load_gs, "movl $0x100f, %eax; movl %eax, %gs")
FAULT(load_ss, "movl $0x100f, %eax; movl %eax, %ss")
FAULT(pop_ds, "pushl $0x100f; popl %ds")
FAULT(load_es_zero, "movl $0x7, %eax; movl %eax, %es")

static const struct fault faults[] = {
    {"far call through a gate", call_gate, SIGSEGV},
    {"far jump through a gate", jump_gate, SIGSEGV},
    {"far jump through the last descriptor", jump_last, SIGSEGV},
    {"far jump to a code segment", jump_code, SIGSEGV},
    {"far return to a code segment", return_code, SIGSEGV},
    {"iret to a code segment", iret_code, SIGSEGV},
    {"a data segment in ds", load_ds, SIGSEGV},
    {"a data segment in es", load_es, SIGSEGV},
    {"a data segment in fs", load_fs, SIGSEGV},
    {"a data segment in gs", load_gs, SIGSEGV},
    {"a data segment in ss", load_ss, SIGSEGV},
    {"pop of a data segment into ds", pop_ds, SIGSEGV},
    {"the first descriptor in es", load_es_zero, SIGSEGV},
};

/* Where a gate leads. Nothing but back: what a program could do in ring 0 need not be done. */
void through_the_gate(void);
__asm__("through_the_gate: lret");

static void fill_table(void) {
    uint32_t *table =
        mmap((void *)TABLE, TABLE_END - TABLE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (table == MAP_FAILED) /* Linux, if it keeps the first pages for itself: then nobody can put a table there */
        return;
    uint32_t entry = (uint32_t)(uintptr_t)through_the_gate;
    const uint32_t gate[] = {(entry & 0xffff) | KERNEL_CODE << 16, (entry & 0xffff0000) | CALL_GATE};
    static const uint32_t data[] = {0x0000ffff, 0x00cff200}, code[] = {0x0000ffff, 0x00cffa00}; /* ring 3, all 4 GB */
    for (uint32_t i = 0; i < (TABLE_END - TABLE) / 4; i += 8) {
        memcpy(table + i, gate, sizeof gate);
        memcpy(table + i + 2, data, sizeof data);
        memcpy(table + i + 4, code, sizeof code);
        memcpy(table + i + 6, gate, sizeof gate);
    }
}

int main(void) {
    fill_table();
    CHECK_FAULTS(faults);
    return check_result();
}
