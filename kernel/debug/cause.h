/* What has most likely led to a panic, in one sentence. */
#pragma once
#include "arch/x86/trapframe.h"
#include <stdbool.h>
#include <stddef.h>

/* `words` are the panic's; `fault` the registers of a fault, with `address` in cr2, or NULL. False if nobody knows.
 * Context: panicking. */
bool cause_find(char *text, size_t size, const char *words, const struct trapframe *fault, uint32_t address);
