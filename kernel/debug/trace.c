#include "kernel/debug/trace.h"
#include "arch/x86/cpu.h"
#include "arch/x86/gdt.h"
#include "arch/x86/trapframe.h"
#include "kernel/lib/string.h"

#define TRACE_PORT 0xe9 /* QEMU's debug console: -debugcon file:F */

enum trace_mode trace_mode;
struct trace_record trace_ring[TRACE_RING_RECORDS];
uint32_t trace_ring_count;
uint64_t trace_ticks;

/* Where the current process is in user mode. The trap frame of an entry from user mode lies at the top of the kernel
 * stack, and the TSS says where that is; so nobody has to remember it on the way in. */
static uint32_t user_eip(void) {
    return main_tss.esp0 != 0 ? trapframe_at_stack_top(main_tss.esp0)->eip : 0;
}

/* Is it another tick in a row, of the same process? The ring keeps the last of them: while all wait, or somebody
 * computes, it shall not forget how it came to that. */
static bool is_one_more_tick(enum trace_kind kind, int32_t pid) {
    const struct trace_record *last = &trace_ring[(trace_ring_count - 1) % TRACE_RING_RECORDS];
    return kind == TRACE_TICK && last->kind == TRACE_TICK && last->pid == pid;
}

void trace_write(enum trace_kind kind, int32_t pid, const uint32_t *words, uint32_t count, const char *text) {
    uint32_t flags = irq_save();
    trace_ring_count += !is_one_more_tick(kind, pid);
    struct trace_record *record = &trace_ring[(trace_ring_count - 1) % TRACE_RING_RECORDS];
    *record = (struct trace_record){
        .tsc = tsc_read(),
        .ticks = trace_ticks,
        .kind = kind,
        .pid = pid,
        .eip = user_eip(),
    };
    memcpy(record->words, words, count * sizeof *words);
    if (text) {
        string_copy((char *)&record->words[TRACE_TEXT_WORD], text, TRACE_TEXT_BYTES);
    }
    if (trace_mode == TRACE_ON) {
        port_out_bytes(TRACE_PORT, record, sizeof *record);
    }
    irq_restore(flags);
}

void trace_init(enum trace_mode mode, uint32_t hz, uint32_t quantum, const char *policy) {
    trace_mode = mode;
    trace_emit_text(TRACE_HEADER, 0, TRACE_MAGIC, TRACE_VERSION, hz, quantum, policy);
}
