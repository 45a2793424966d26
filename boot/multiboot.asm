; The first instructions. The boot loader has left us in 32-bit protected mode without paging, at physical 1 MiB, with
; eax = 0x2BADB002 and ebx = the physical address of its information (Multiboot 0.6.96, section 3.2).

bits 32

MULTIBOOT_MAGIC         equ 0x1BADB002
MULTIBOOT_PAGE_ALIGN    equ 1               ; modules on page boundaries
MULTIBOOT_MEMORY        equ 2               ; a memory map, please
MULTIBOOT_FLAGS         equ MULTIBOOT_PAGE_ALIGN | MULTIBOOT_MEMORY

KERNEL_BASE             equ 0xC0000000      ; layout.h
LARGE_PAGE              equ 0x83            ; present, writable, 4 MB
DIRECT_MAP_ENTRIES      equ 192             ; 768 MB
BOOT_STACK_BYTES        equ 8192

section .multiboot align=4
    dd MULTIBOOT_MAGIC
    dd MULTIBOOT_FLAGS
    dd -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

section .text
extern kernel_main
global start:function (start.end - start)
start:
    ; 1. Fill the boot page directory: the direct map of 768 MB at KERNEL_BASE, in pages of 4 MB ...
    mov edi, boot_page_directory - KERNEL_BASE
    mov edx, LARGE_PAGE
    lea esi, [edi + (KERNEL_BASE >> 22) * 4]
    mov ecx, DIRECT_MAP_ENTRIES
.map:
    mov [esi], edx
    add esi, 4
    add edx, 1 << 22
    loop .map
    ; ... and the first 4 MB also where they are, because that is where eip is now. paging_init takes this away again.
    mov dword [edi], LARGE_PAGE

    ; 2. Paging on: the directory, 4 MB pages (CR4.PSE), then CR0.PG.
    mov cr3, edi
    mov ecx, cr4
    or ecx, 0x10
    mov cr4, ecx
    mov ecx, cr0
    or ecx, 0x80010000                      ; PG, and WP: the kernel too respects read-only pages
    mov cr0, ecx

    ; 3. Jump to the high addresses, take a stack (it becomes the idle process's), and call C.
    mov ecx, .high
    jmp ecx
.high:
    mov esp, boot_stack_top
    push dword 0                            ; of the flags the loader promises only IF and VM to be clear (section 3.2):
    popf                                    ; C relies on DF, IRET on NT
    xor ebp, ebp                            ; a backtrace ends here
    mov edx, ebx
    call kernel_main                        ; (eax, edx); does not return
    ud2
.end:

section .bss align=4096
global boot_page_directory:data 4096
boot_page_directory:
    resb 4096
global boot_stack_top
    resb BOOT_STACK_BYTES
boot_stack_top:
