; void context_switch(uint32_t *save_esp, uint32_t load_esp)
;
; Leaves one process's kernel stack and continues on another's. The caller called a C function, so it has saved what C
; lets a function destroy; only the four registers that a function must keep are left, and the place to go on, which is
; the return address. All of it goes on the old stack; its esp goes to *save_esp; the same comes off the new stack.
;
;        old stack                        new stack
;   | ...                |           | ...                |
;   | return address     |           | return address     | -> ret
;   | ebp ebx esi edi    |           | ebp ebx esi edi    |
;   '--------------------' <- saved  '--------------------' <- load_esp
;
; The kernel's C passes the first arguments in eax and edx.
; Interrupts are off on both sides (the interrupt flag is no part of a switch).

bits 32

section .text
global context_switch:function (context_switch.end - context_switch)
context_switch:
    push ebp
    push ebx
    push esi
    push edi
    mov [eax], esp                          ; *save_esp
    mov esp, edx                            ; load_esp: from here on it is the next process
    pop edi
    pop esi
    pop ebx
    pop ebp
    ret
.end:
