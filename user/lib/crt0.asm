; The first instructions of every program. The kernel (execve) leaves on the stack, from esp upwards:
;
;     argc | argv[0] ... argv[argc-1] | NULL | envp[0] ... | NULL | auxiliary vector | the strings
;
; All other registers are undefined. Nobody called this code, so that it cannot return: it ends in exit.

extern main
extern exit
extern environ

section .text
global _start:function (_start.end - _start)
_start:
    xor ebp, ebp                    ; 1. the outermost frame: a debugger's backtrace ends here
    mov eax, [esp]                  ; 2. argc
    lea edx, [esp + 4]              ;    argv
    lea ecx, [edx + eax * 4 + 4]    ;    envp, past argv's NULL
    mov [environ], ecx
    and esp, -16                    ; 3. the ABI wants esp on a 16-byte boundary at each call: 4 + 3 * 4 = 16
    sub esp, 4
    push ecx
    push edx
    push eax
    call main                       ; 4. main(argc, argv, envp)
    mov [esp], eax
    call exit                       ; 5. exit(main's result)
.end:

section .note.GNU-stack noalloc noexec nowrite progbits
