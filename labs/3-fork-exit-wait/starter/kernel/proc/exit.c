/* exit. The contract is kernel/proc/exit.h. Steps 1 and 2 are in fork.c and wait.c. */
#include "kernel/proc/exit.h"
#include "arch/x86/cpu.h"
#include "arch/x86/paging.h"
#include "kernel/io/file.h"
#include "kernel/lib/not_written.h"
#include "kernel/lib/panic.h"
#include "kernel/proc/process_table.h"
#include "kernel/proc/state.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/family.h"
#include "kernel/sync/wait_queue.h"

/* Step 3. First, with interrupts on, what takes long: close the files, leave the family, free the memory. But this very
 * code runs in that address space. The kernel's part is the same in all of them, so load the one that the boot made:
 * paging_load(virtual_to_physical(boot_page_directory)). A zombie has no address space: set the pointer to NULL.
 *
 * Then, with interrupts off, the end: keep the status, become a zombie (kernel/proc/state.h), move from the parent's
 * list of children to its list of zombies, wake the parent, and give the CPU away, for good. Why can the kernel stack
 * not be freed here, and who does it?
 *
 * You are there when `hello` ends without a panic, and the shell waits for ever. Go on with step 4, in wait.c.
 *
 * Step 6. A process that ends may have children, living ones and zombies. exit.h says whose they become, and that
 * one may be waiting. Try `orphan`. */
void process_exit(int status) {
    (void)status;
    not_written();
}
