/* Faults of arithmetic, debugging, unknown instructions and memory: each ends its process, with Linux's signal.
 * Properties: X104 I105 */
#include "tests/user/faults.h"

FAULT(divide_by_zero, "xorl %ecx, %ecx; xorl %edx, %edx; movl $1, %eax; divl %ecx")
FAULT(divide_overflow, "movl $0x80000000, %eax; cltd; movl $-1, %ecx; idivl %ecx")
FAULT(breakpoint, "int3")
FAULT(breakpoint_long, ".byte 0xcd, 3") /* int 3 in two bytes */
FAULT(overflow, "movb $0x7f, %al; addb $1, %al; into")
FAULT(bound_range, "pushl $9; pushl $5; movl $10, %eax; bound %eax, (%esp)")
FAULT(undefined, "ud2")
FAULT(undefined_group, ".byte 0xff, 0xff")
FAULT(lock_register, ".byte 0xf0, 0x90") /* lock nop */
FAULT(move_to_cs, ".byte 0x8e, 0xc8")    /* mov cs, eax */
FAULT(single_step, "pushfl; orl $0x100, (%esp); popfl; nop; nop")

FAULT(read_null, "movl 0, %eax")
FAULT(write_null, "movl $1, 0")
FAULT(jump_null, "xorl %eax, %eax; jmp *%eax")
FAULT(read_kernel, "movl 0xc0100000, %eax")
FAULT(write_kernel, "movl $1, 0xc0100000")
FAULT(jump_kernel, "movl $0xc0100000, %eax; jmp *%eax")
FAULT(call_kernel, "movl $0xc0100000, %eax; call *%eax")
FAULT(read_kernel_data, "movl 0xc1000000, %eax")
FAULT(read_last_word, "movl 0xfffffffc, %eax")
FAULT(write_text, "movl $1, main")
FAULT(push_nowhere, "movl $0x1000, %esp; pushl $1")
FAULT(push_null, "xorl %esp, %esp; pushl $1")
FAULT(push_into_kernel, "movl $0xc0100000, %esp; pushl $1")
FAULT(return_nowhere, "pushl $0x10; ret")

static const struct fault faults[] = {
    {"division by zero", divide_by_zero, SIGFPE},
    {"division overflow", divide_overflow, SIGFPE},
    {"int3", breakpoint, SIGTRAP},
    {"int 3", breakpoint_long, SIGTRAP},
    {"into", overflow, SIGSEGV},
    {"bound", bound_range, SIGSEGV},
    {"ud2", undefined, SIGILL},
    {"an undefined instruction", undefined_group, SIGILL},
    {"a lock prefix in a wrong place", lock_register, SIGILL},
    {"mov to cs", move_to_cs, SIGILL},
    {"popf with the trap flag", single_step, SIGTRAP},
    {"read of the null page", read_null, SIGSEGV},
    {"write to the null page", write_null, SIGSEGV},
    {"jump to the null page", jump_null, SIGSEGV},
    {"read of the kernel's text", read_kernel, SIGSEGV},
    {"write to the kernel's text", write_kernel, SIGSEGV},
    {"jump into the kernel", jump_kernel, SIGSEGV},
    {"call of the kernel", call_kernel, SIGSEGV},
    {"read of the kernel's memory", read_kernel_data, SIGSEGV},
    {"read of the last word", read_last_word, SIGSEGV},
    {"write to the program's text", write_text, SIGSEGV},
    {"push to nowhere", push_nowhere, SIGSEGV},
    {"push below address 0", push_null, SIGSEGV},
    {"push into the kernel", push_into_kernel, SIGSEGV},
    {"return to nowhere", return_nowhere, SIGSEGV},
};

int main(void) {
    CHECK_FAULTS(faults);
    return check_result();
}
