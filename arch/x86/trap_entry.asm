; The one way into the kernel and the one way out. Interrupts are off in this file: every gate is an interrupt gate.

bits 32
extern trap
extern trap_tail

KERNEL_DATA equ 0x10                        ; layout.h: KERNEL_DATA_SELECTOR

section .text
global trap_entry:function (trap_entry.end - trap_entry)
trap_entry:
    ; 1. Complete struct trapframe: the CPU has pushed ss esp eflags cs eip, vectors.asm the error code and the number.
    push ds
    push es
    push fs
    push gs
    pusha
    ; 2. The kernel's own data segment, and the direction flag that C expects.
    mov ecx, KERNEL_DATA
    mov ds, ecx
    mov es, ecx
    cld
    ; 3. void trap(struct trapframe *)
    mov eax, esp
    call trap
    ; 4. Out again, perhaps as another process than the one that came in.
trap_return:
    popa
    pop gs
    pop fs
    pop es
    pop ds
    add esp, 8                              ; number and error code
    iret
trap_entry.end:

; A new process's first step, where context_switch "returns" to (first_frame.c): the tail that every process passes on
; its way to user mode, then out. The stack holds its trapframe.
global trap_first_return:function (trap_first_return.end - trap_first_return)
trap_first_return:
    call trap_tail
    jmp trap_return
.end:
