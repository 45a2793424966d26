/* Executes each file of a directory, and says what came of it: the error of execve, or how the program ended. Nothing
 * may be left of any of them.
 *
 *     exec_all [DIRECTORY]
 *
 * Without an argument: the help texts, which are no programs.
 * Properties: R111 R112 I105
 * Robin only: there are no help texts elsewhere */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <sys/sysinfo.h>

#include "tests/user/child.h"

#define PAUSES 20 /* of 10 ms: then a program that does not end is killed */

/* In the child: who replaces it shows that by not ending with an errno and this. */
static volatile int *error;

static const char *ending(int status) {
    static char text[32];
    snprintf(text, sizeof text, WIFEXITED(status) ? "status %d" : "signal %d",
             WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    return text;
}

static void execute(const char *path) {
    *error = 0;
    pid_t pid = fork();
    REQUIRE(pid >= 0, "fork: %s", strerror(errno));
    if (pid == 0) {
        execl(path, path, NULL);
        *error = errno;
        _exit(0);
    }
    int status = 0, pauses = 0;
    while (waitpid(pid, &status, WNOHANG) == 0)
        if (pauses++ == PAUSES)
            kill(pid, SIGKILL);
        else
            usleep(10000);
    printf("%s: %s\n", path, *error != 0 ? strerror(*error) : ending(status));
    fflush(stdout);
}

static unsigned free_memory(void) {
    struct sysinfo information;
    REQUIRE(sysinfo(&information) == 0, "sysinfo: %s", strerror(errno));
    return information.freeram;
}

int main(int argc, char **argv) {
    const char *directory = argc > 1 ? argv[1] : "/share/help";
    error = shared_memory(sizeof *error);
    DIR *files = opendir(directory);
    REQUIRE(files != NULL, "%s: %s", directory, strerror(errno));
    execute("/nowhere"); /* touches what every turn touches */
    unsigned before = free_memory();
    struct dirent *file;
    while ((file = readdir(files)) != NULL) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s", directory, file->d_name);
        execute(path);
        CHECK(argc > 1 || *error == ENOEXEC || *error == EACCES, "%s is a program", path);
        unsigned now = free_memory();
        REQUIRE(now == before, "%s: %u bytes free, then %u", path, before, now);
    }
    closedir(files);
    return check_result();
}
