/* ps - lists the processes and their states
 *
 * Usage: ps
 *
 * The list is the file /proc/processes; the kernel makes a line for each PCB when
 * the file is read. PPID is the parent, PGID the process group. A star behind the
 * state says that the process is suspended. USER and KERNEL are the timer ticks
 * that it ran for, RUNS how often it was given the CPU, PAGES its memory. A sleeper
 * waits for a tick: ticks count from the start of the machine.
 *
 * Watch: the process that is running is ps itself; the shell is blocked, it waits
 * for ps; a zombie has ended, but its parent has not waited for it yet. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1) {
        fputs("usage: ps\n", stderr);
        return 2;
    }
    int file = open("/proc/processes", O_RDONLY);
    if (file < 0) {
        fputs("ps: there is no /proc/processes: this program is Robin's own\n", stderr);
        return 1;
    }
    char line[512];
    ssize_t size;
    while ((size = read(file, line, sizeof line)) > 0)
        write(STDOUT_FILENO, line, (size_t)size);
    if (size < 0)
        perror("ps: /proc/processes");
    return size < 0 ? 1 : 0;
}
