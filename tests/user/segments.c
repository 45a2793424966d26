/* Segments: selectors that a program may not load, far jumps, calls and returns to where it may not go, nested tasks.
 * Properties: I105 I106 X104 */
#include "tests/user/faults.h"

/* 8 and 0x10 are kernel descriptors on Robin as on Linux, whatever their kind; 0xfff8 lies above any table here. */
FAULT(load_ds_kernel, "movl $0x10, %eax; movl %eax, %ds; movl main, %eax")
FAULT(load_es_kernel, "movl $0x8, %eax; movl %eax, %es; movl %es:main, %eax")
FAULT(load_ds_beyond, "movl $0xfffb, %eax; movl %eax, %ds")
FAULT(load_gs_beyond, "movl $0xfff8, %eax; movl %eax, %gs")
FAULT(load_fs_local, "movl $0xff, %eax; movl %eax, %fs") /* in a local table, which there is none of */
FAULT(load_ss_null, "xorl %eax, %eax; movl %eax, %ss")
FAULT(load_ss_kernel, "movl $0x10, %eax; movl %eax, %ss")
FAULT(load_ss_code, "movl %cs, %eax; movl %eax, %ss")
FAULT(write_through_cs, "movl $1, %cs:main")
FAULT(pop_ds_kernel, "pushl $0x10; popl %ds; movl main, %eax")

FAULT(jump_kernel_code, "ljmp $0x8, $0xc0100000")
FAULT(jump_kernel_data, "ljmp $0x10, $check_exit")
FAULT(jump_null, "ljmp $0, $check_exit")
FAULT(jump_beyond, "ljmp $0xfffb, $check_exit")
FAULT(jump_user_data, "movl %ds, %eax; pushl %eax; pushl $check_exit; ljmp *(%esp)")
FAULT(jump_task, "ljmp $0x28, $0") /* a task state segment on Robin */
FAULT(jump_task_above, "ljmp $0x30, $0")
FAULT(call_kernel_code, "lcall $0x8, $0xc0100000")
FAULT(call_task, "lcall $0x28, $0")
FAULT(call_task_above, "lcall $0x30, $0")
FAULT(return_kernel, "pushl $0x8; pushl $0xc0100000; lret")
FAULT(return_null, "pushl $0; pushl $check_exit; lret")
FAULT(iret_kernel, "pushl $0x202; pushl $0x8; pushl $0xc0100000; iretl")
FAULT(iret_null, "pushl $0x202; pushl $0; pushl $check_exit; iretl")
FAULT(iret_nested, "pushfl; orl $0x4000, (%esp); popfl; pushfl; pushl %cs; pushl $check_exit; iretl")

static const struct fault faults[] = {
    {"a kernel data segment in ds", load_ds_kernel, SIGSEGV},
    {"a kernel code segment in es", load_es_kernel, SIGSEGV},
    {"a selector beyond the table in ds", load_ds_beyond, SIGSEGV},
    {"a selector beyond the table in gs", load_gs_beyond, SIGSEGV},
    {"a selector of the local table in fs", load_fs_local, SIGSEGV},
    {"the null selector in ss", load_ss_null, SIGSEGV},
    {"a kernel data segment in ss", load_ss_kernel, SIGSEGV},
    {"the code segment in ss", load_ss_code, SIGSEGV},
    {"a write through cs", write_through_cs, SIGSEGV},
    {"pop of a kernel segment into ds", pop_ds_kernel, SIGSEGV},
    {"far jump to kernel code", jump_kernel_code, SIGSEGV},
    {"far jump to kernel data", jump_kernel_data, SIGSEGV},
    {"far jump to the null selector", jump_null, SIGSEGV},
    {"far jump beyond the table", jump_beyond, SIGSEGV},
    {"far jump to user data", jump_user_data, SIGSEGV},
    {"far jump to a task", jump_task, SIGSEGV},
    {"far jump to the next descriptor", jump_task_above, SIGSEGV},
    {"far call of kernel code", call_kernel_code, SIGSEGV},
    {"far call of a task", call_task, SIGSEGV},
    {"far call of the next descriptor", call_task_above, SIGSEGV},
    {"far return to kernel code", return_kernel, SIGSEGV},
    {"far return to the null selector", return_null, SIGSEGV},
    {"iret to kernel code", iret_kernel, SIGSEGV},
    {"iret to the null selector", iret_null, SIGSEGV},
    {"iret with the nested task flag", iret_nested, SIGSEGV},
};

int main(void) {
    CHECK_FAULTS(faults);
    return check_result();
}
