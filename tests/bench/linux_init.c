/* The first process when `make bench-linux` boots Linux: runs /bench/bench, then switches the machine off. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/system_call.h"

/* reboot(2) */
#define LINUX_SYS_REBOOT 88
#define REBOOT_MAGIC 0xfee1deadu
#define REBOOT_MAGIC_2 672274793
#define REBOOT_RESTART 0x01234567 /* QEMU's -no-reboot makes this an end */

int main(void) {
    pid_t child = fork();
    if (child == 0) {
        execl("/bench/bench", "bench", NULL);
        perror("linux_init: /bench/bench");
        _exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    if (status != 0)
        printf("linux_init: wait status %#x\n", (unsigned)status);
    fflush(stdout);
    system_call3(LINUX_SYS_REBOOT, (long)REBOOT_MAGIC, REBOOT_MAGIC_2, REBOOT_RESTART);
    return 1;
}
