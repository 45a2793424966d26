/* The global descriptor table. Segmentation is flat: every segment is all 4 GB, and paging does the protection. */
#include "arch/x86/gdt.h"
#include "arch/x86/layout.h"

/* Access byte: present, privilege level, type (SDM volume 3, sections 3.4.5 and 7.2.2). */
#define KERNEL_CODE 0x9a
#define KERNEL_DATA 0x92
#define USER_CODE 0xfa
#define USER_DATA 0xf2
#define TSS_AVAILABLE 0x89

#define FLAT_LIMIT 0xfffffu
#define PAGES_32_BIT 0xcu /* limit counts 4 KB units, 32-bit segment */

struct tss main_tss = {
    .ss0 = KERNEL_DATA_SELECTOR,
    .io_map_base = sizeof(struct tss), /* beyond the segment: no port is open to user mode */
};
struct tss double_fault_tss;

static uint64_t descriptors[7];

static uint64_t descriptor(uint32_t base, uint32_t limit, uint8_t access, uint8_t flags) {
    uint32_t low = (limit & 0xffff) | base << 16;
    uint32_t high =
        (base >> 16 & 0xff) | (uint32_t)access << 8 | (limit & 0xf0000) | (uint32_t)flags << 20 | (base & 0xff000000);
    return (uint64_t)high << 32 | low;
}

static uint64_t tss_descriptor(const struct tss *tss) {
    return descriptor((uint32_t)tss, sizeof *tss - 1, TSS_AVAILABLE, 0);
}

void gdt_init(void) {
    descriptors[KERNEL_CODE_SELECTOR / 8] = descriptor(0, FLAT_LIMIT, KERNEL_CODE, PAGES_32_BIT);
    descriptors[KERNEL_DATA_SELECTOR / 8] = descriptor(0, FLAT_LIMIT, KERNEL_DATA, PAGES_32_BIT);
    descriptors[USER_CODE_SELECTOR / 8] = descriptor(0, FLAT_LIMIT, USER_CODE, PAGES_32_BIT);
    descriptors[USER_DATA_SELECTOR / 8] = descriptor(0, FLAT_LIMIT, USER_DATA, PAGES_32_BIT);
    descriptors[TSS_SELECTOR / 8] = tss_descriptor(&main_tss);
    descriptors[DOUBLE_FAULT_TSS_SELECTOR / 8] = tss_descriptor(&double_fault_tss);

    struct {
        uint16_t limit;
        uint32_t base;
    } __attribute__((packed)) pointer = {sizeof descriptors - 1, (uint32_t)descriptors};

    __asm__ volatile("lgdt %[pointer]\n\t"
                     "ljmpl %[code], $1f\n"
                     "1: movl %[data], %%ds; movl %[data], %%es; movl %[data], %%ss\n\t"
                     "movl %[null], %%fs; movl %[null], %%gs\n\t"
                     "lldt %w[null]\n\t" /* after reset it names an LDT at address 0, where programs may map memory */
                     "ltr %w[tss]"
                     :
                     : [pointer] "m"(pointer), [code] "i"(KERNEL_CODE_SELECTOR), [data] "r"(KERNEL_DATA_SELECTOR),
                       [null] "r"(0), [tss] "r"(TSS_SELECTOR)
                     : "memory");
}
