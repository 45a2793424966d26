#include "kernel/debug/symbols.h"
#include <stddef.h>

struct kernel_symbol {
    uint32_t address;
    const char *name;
};

extern const struct kernel_symbol kernel_symbols[]; /* ascending; tools/symbols makes them */
extern const uint32_t kernel_symbol_count;
extern const char kernel_start[], kernel_code_end[];

bool symbol_is_code(uint32_t address) {
    return address >= (uint32_t)kernel_start && address < (uint32_t)kernel_code_end;
}

/* The last symbol that is not above the address. */
static const struct kernel_symbol *find(uint32_t address) {
    if (!symbol_is_code(address)) {
        return NULL;
    }
    uint32_t low = 0, high = kernel_symbol_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (kernel_symbols[middle].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? &kernel_symbols[low - 1] : NULL;
}

const char *symbol_name(uint32_t address) {
    const struct kernel_symbol *symbol = find(address);
    return symbol ? symbol->name : "?";
}

uint32_t symbol_offset(uint32_t address) {
    const struct kernel_symbol *symbol = find(address);
    return symbol ? address - symbol->address : 0;
}
