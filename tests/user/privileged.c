/* Privileged instructions, ports, descriptor tables and control registers in user mode: SIGSEGV each.
 * Properties: I106 X104 */
#include "tests/user/faults.h"

FAULT(halt, "hlt")
FAULT(clear_interrupts, "cli")
FAULT(set_interrupts, "sti")
FAULT(in_byte, "movw $0x60, %dx; inb %dx, %al")
FAULT(in_immediate, "inb $0x21, %al")
FAULT(out_byte, "movw $0xe9, %dx; movb $0, %al; outb %al, %dx")
FAULT(out_exit_port, "movw $0xf4, %dx; movl $1, %eax; outl %eax, %dx")
FAULT(out_string, "movw $0x3f8, %dx; movl $main, %esi; movl $4, %ecx; rep outsb")
FAULT(read_cr0, "movl %cr0, %eax")
FAULT(write_cr0, "movl $0, %eax; movl %eax, %cr0")
FAULT(read_cr3, "movl %cr3, %eax")
FAULT(write_cr3, "movl $0, %eax; movl %eax, %cr3")
FAULT(write_cr4, "movl $0, %eax; movl %eax, %cr4")
FAULT(read_dr7, "movl %dr7, %eax")
FAULT(write_dr0, "movl $0, %eax; movl %eax, %dr0")
FAULT(clear_task_switched, "clts")
FAULT(load_machine_status, "movl $0, %eax; lmsw %ax")
FAULT(load_gdt, "subl $8, %esp; lgdt (%esp)")
FAULT(load_idt, "subl $8, %esp; lidt (%esp)")
FAULT(load_ldt, "movl $0, %eax; lldt %ax")
FAULT(load_task, "movl $0x28, %eax; ltr %ax")
FAULT(invalidate_page, "invlpg main")
FAULT(write_back_caches, "wbinvd")
FAULT(read_msr, "movl $0x174, %ecx; rdmsr")
FAULT(write_msr, "movl $0x174, %ecx; xorl %eax, %eax; xorl %edx, %edx; wrmsr")

static const struct fault faults[] = {
    {"hlt", halt, SIGSEGV},
    {"cli", clear_interrupts, SIGSEGV},
    {"sti", set_interrupts, SIGSEGV},
    {"in, a port in dx", in_byte, SIGSEGV},
    {"in, a port in the instruction", in_immediate, SIGSEGV},
    {"out to the trace's port", out_byte, SIGSEGV},
    {"out to the exit port", out_exit_port, SIGSEGV},
    {"rep outsb", out_string, SIGSEGV},
    {"mov from cr0", read_cr0, SIGSEGV},
    {"mov to cr0", write_cr0, SIGSEGV},
    {"mov from cr3", read_cr3, SIGSEGV},
    {"mov to cr3", write_cr3, SIGSEGV},
    {"mov to cr4", write_cr4, SIGSEGV},
    {"mov from dr7", read_dr7, SIGSEGV},
    {"mov to dr0", write_dr0, SIGSEGV},
    {"clts", clear_task_switched, SIGSEGV},
    {"lmsw", load_machine_status, SIGSEGV},
    {"lgdt", load_gdt, SIGSEGV},
    {"lidt", load_idt, SIGSEGV},
    {"lldt", load_ldt, SIGSEGV},
    {"ltr", load_task, SIGSEGV},
    {"invlpg", invalidate_page, SIGSEGV},
    {"wbinvd", write_back_caches, SIGSEGV},
    {"rdmsr", read_msr, SIGSEGV},
    {"wrmsr", write_msr, SIGSEGV},
};

int main(void) {
    CHECK_FAULTS(faults);
    return check_result();
}
