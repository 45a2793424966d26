/* init - the first process: starts the shell and collects orphans
 *
 * Usage: init [command...]
 *
 * The kernel starts it, with what follows `--` in the boot words as arguments.
 * Without arguments it starts a shell at the terminal, with arguments a shell
 * that runs them as one line. Then it waits, for the shell and for orphans: a
 * process whose parent has ended becomes init's child, and if init did not wait
 * for it, it would stay a zombie for ever. When the shell ends, init ends, and
 * the kernel switches the machine off. Its status is the shell's; 128 + the
 * signal if one killed the shell; 0 if that was SIGTERM, which is how halt asks. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Joins the arguments with spaces, in memory from malloc. */
static char *join(char **words) {
    size_t size = 1;
    for (char **word = words; *word != NULL; word++)
        size += strlen(*word) + 1;
    char *text = malloc(size);
    if (text == NULL)
        return NULL;
    text[0] = '\0';
    for (char **word = words; *word != NULL; word++) {
        strcat(text, *word);
        if (word[1] != NULL)
            strcat(text, " ");
    }
    return text;
}

/* In the child: becomes the shell, in a process group of its own that has the terminal. */
static void become_shell(char *command) {
    char *interactive[] = {"sh", NULL};
    char *one_command[] = {"sh", "-c", command, NULL};
    char *environment[] = {"PATH=/bin", "HOME=/", NULL};
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid());
    execve("/bin/sh", command == NULL ? interactive : one_command, environment);
    fprintf(stderr, "init: cannot start /bin/sh: %s\n", strerror(errno));
    _exit(127);
}

/* Collects whoever ends, until it is the shell; returns its status word. A stopped shell could never be continued by
 * anybody at the terminal: it is continued here. */
static int wait_for_shell(pid_t shell) {
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, WUNTRACED);
        if (pid == shell && WIFSTOPPED(status))
            kill(shell, SIGCONT);
        else if (pid == shell)
            return status;
    }
}

int main(int argc, char **argv) {
    if (getpid() != 1) {
        fputs("init: the kernel starts it, as process 1\n", stderr);
        return 1;
    }
    char *command = argc > 1 ? join(argv + 1) : NULL;
    if (argc > 1 && command == NULL) {
        perror("init");
        return 1;
    }
    if (command == NULL)
        puts("type help; try philosophers; leave with exit");

    pid_t shell = fork();
    if (shell < 0) {
        perror("init: fork");
        return 1;
    }
    if (shell == 0)
        become_shell(command);
    int status = wait_for_shell(shell);
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    return WTERMSIG(status) == SIGTERM ? 0 : 128 + WTERMSIG(status);
}
