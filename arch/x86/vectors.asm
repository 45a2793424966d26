; 256 entry points, one for each interrupt vector: each leaves an error code and its own number on the stack, so that
; every trap looks alike from there on, and goes to trap_entry. idt.c finds them in vector_table.

bits 32
extern trap_entry

; Vectors for which the CPU itself pushes an error code (SDM volume 3, table 6-1): 8, 10 to 14, 17, 21, 29, 30.
%define PUSHES_ERROR(n) ((n) == 8 || ((n) >= 10 && (n) <= 14) || (n) == 17 || (n) == 21 || (n) == 29 || (n) == 30)

section .text
%assign number 0
%rep 256
vector_ %+ number:
    %if !PUSHES_ERROR(number)
    push dword 0
    %endif
    push dword number
    jmp trap_entry
    %assign number number + 1
%endrep

section .rodata
global vector_table
vector_table:
%assign number 0
%rep 256
    dd vector_ %+ number
    %assign number number + 1
%endrep
