/* wait. The contract is kernel/proc/wait.h; `man 2 wait4` tells it at length. */
#include "kernel/proc/wait.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/abi/wait.h"
#include "kernel/lib/not_written.h"
#include "kernel/proc/process.h"
#include "kernel/proc/process_table.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/wait_queue.h"

/* A process has two lists of children (kernel/proc/pcb.h): `children` are alive, `zombies` have ended.
 *
 * Step 2. Without any child: -ECHILD. Else wait until one of them changes, on current's queue child_changed, and look
 * again. Between the look and the going to sleep no child may end: what would be lost? You are there when the shell
 * shows its prompt, and `hello` says hello before the kernel stops at process_exit.
 *
 * Step 4 (step 3 is in exit.c). A zombie: give its status and its ticks to the caller, add its ticks to those of
 * current's children, take it off its list, and destroy it. You are there when `hello` can be called twice.
 *
 * Step 5. Not any child, but one of `which`; without waiting, if options has WNOHANG; -EINVAL for options that you do
 * not know. Try `sleep 3 &` and `zombie`.
 *
 * Step 7, the last (step 6 is in exit.c). With WUNTRACED, also a child that was stopped: its stop_signal says so, once.
 * And -EINTR, if that is how the wait ended. Try `suspend`, and Ctrl-Z while `spin` runs. */
int32_t process_wait(int32_t which, int32_t options, struct wait_result *result) {
    (void)which, (void)options, (void)result;
    not_written();
}
