/* The double-fault task: a stack of its own, so that even a kernel stack overflow can be reported. */
#pragma once
#include "arch/x86/gdt.h"
#include <stdint.h>

/* Prepares the task. `handler` gets the registers at the fault and the address that faulted; it must not return.
 * Context: boot, once, after gdt_init and with paging's final directory loaded. */
void double_fault_init(void (*handler)(const struct tss *registers, uint32_t address));
