/* halt - ends all processes and switches the machine off
 *
 * Usage: halt
 *
 * It sends SIGTERM to everybody but init and itself. The shell dies of it; init,
 * the shell's parent, sees how and ends as well; and when the first process ends,
 * the kernel switches the machine off. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1) {
        fputs("usage: halt\n", stderr);
        return 2;
    }
    /* Anywhere else, the same call would end all of somebody's processes. */
    struct utsname system;
    if (uname(&system) != 0 || strcmp(system.sysname, "Robin") != 0) {
        fputs("halt: this is not Robin: nothing was done\n", stderr);
        return 1;
    }
    if (kill(-1, SIGTERM) != 0) {
        perror("halt");
        return 1;
    }
    sleep(5); /* the machine goes off meanwhile */
    fputs("halt: init still runs\n", stderr);
    return 1;
}
