/* What the kernel says of itself when it panics, and when somebody asks because it seems to hang. */
#pragma once

/* Makes panics say: the likely cause, the current process, registers, the way that led there, the last events.
 * Context: boot. */
void report_init(void);

/* Every process, why it does not run, and who waits for whom in a circle. Context: any, interrupts off. */
void report_processes(void);
