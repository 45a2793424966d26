/* sh - the shell: reads commands and runs them
 *
 * Usage: sh                    commands from the terminal, or standard input
 *        sh FILE               commands from a file
 *        sh -c "COMMANDS"      commands from the argument
 *
 * A command is a program's name and its arguments; the program is /bin/NAME
 * unless the name holds a slash. The shell forks, the child executes the program
 * (execve), and the shell waits for it.
 *
 *     a; b         a, then b
 *     a && b       b only if a succeeds
 *     a || b       b only if a fails
 *     a &          a in the background: the shell does not wait
 *     'text'       taken as it is, and so is \c for one character
 *     "text"       the same, but \ and $ keep their meaning
 *     $?           the status of the last command
 *     $! $$        the pid of the last background job; the pid of the shell
 *     # text       a comment
 *
 *     wait [pid]   waits for the background jobs, or for one
 *     fg [pid]     brings a job to the foreground and continues it
 *     exit [n]     ends the shell
 *
 * A status is what the program passed to exit; 128 + the signal that killed or
 * stopped it; 127 not found; 126 cannot be executed; 2 a mistake in the line.
 * Each command is a process group of its own: Ctrl-C kills and Ctrl-Z stops the
 * one in the foreground. At the prompt there are arrow keys and a history, and
 * Tab completes. There are no pipes, redirections, patterns or variables of your
 * own, and no cd: the directory is always /. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/lib/line_editor.h"
#include "user/lib/shell_jobs.h"
#include "user/lib/shell_parser.h"

#define SHELL_LINE_BYTES 4096
#define NOT_FOUND 127
#define NOT_EXECUTABLE 126
#define MISTAKE 2

static struct shell_values values;
static bool interactive;

__attribute__((noreturn)) static void run_file(const char *path);

/* --- running a command --- */

static int builtin_exit(const char *argument) {
    char *end = NULL;
    long status = argument == NULL ? values.status : strtol(argument, &end, 10);
    if (argument != NULL && (end == argument || *end != '\0')) {
        fprintf(stderr, "sh: exit: `%s` is not a number\n", argument);
        return MISTAKE;
    }
    exit(status & 0xff);
}

static int with_pid(const char *name, const char *argument, int (*function)(pid_t pid)) {
    int pid = argument == NULL ? 0 : atoi(argument);
    if (argument == NULL || pid > 0)
        return function(pid);
    fprintf(stderr, "sh: %s: `%s` is not a process's number\n", name, argument);
    return MISTAKE;
}

static int builtin_wait(const char *argument) {
    return with_pid("wait", argument, jobs_wait);
}

static int builtin_fg(const char *argument) {
    return with_pid("fg", argument, jobs_continue);
}

static const struct builtin {
    const char *name;
    int (*function)(const char *argument); /* NULL without one; returns the status */
} builtins[] = {{"exit", builtin_exit}, {"fg", builtin_fg}, {"wait", builtin_wait}};

#define BUILTIN_COUNT (sizeof builtins / sizeof builtins[0])

static const struct builtin *find_builtin(const char *name) {
    for (size_t i = 0; i < BUILTIN_COUNT; i++) {
        if (strcmp(builtins[i].name, name) == 0)
            return &builtins[i];
    }
    return NULL;
}

/* In the child: becomes the program. A file that is no program but is text is run as a script. */
__attribute__((noreturn)) static void become(char **words) {
    char path[256];
    bool has_slash = strchr(words[0], '/') != NULL;
    int length = snprintf(path, sizeof path, "%s%s", has_slash ? "" : "/bin/", words[0]);
    errno = ENAMETOOLONG;
    if (length < (int)sizeof path)
        execve(path, words, environ);
    if (errno == ENOEXEC) {
        jobs_forget();
        interactive = false;
        run_file(path);
    }
    fprintf(stderr, "sh: %s: %s\n", words[0], errno == ENOENT ? "not found" : strerror(errno));
    _exit(errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
}

static int execute(struct shell_command *command) {
    bool background = command->separator == SHELL_BACKGROUND;
    const struct builtin *builtin = find_builtin(command->words[0]);
    if (builtin != NULL && !background && command->count <= 2)
        return builtin->function(command->words[1]);
    if (builtin != NULL) {
        fprintf(stderr, "sh: %s: %s\n", builtin->name, background ? "not in the background" : "too many arguments");
        return MISTAKE;
    }

    pid_t pid = job_start(background);
    if (pid < 0) {
        perror("sh: fork");
        return NOT_EXECUTABLE;
    }
    if (pid == 0)
        become(command->words);
    if (!background) {
        int status = job_wait(pid, command->words[0]);
        if (status == 128 + SIGINT && !interactive)
            exit(status); /* the Ctrl-C was meant for the whole script */
        return status;
    }
    job_add(pid, command->words[0]);
    values.background = pid;
    if (interactive)
        printf("[%d]\n", pid);
    return 0;
}

/* --- running text --- */

/* Text and where it comes from, for messages. */
struct source {
    const char *text;
    const char *name; /* NULL: it has just been typed */
    int line;         /* the number of its first line */
};

static void complain(const struct source *source, const char *position, const char *error) {
    int line = source->line;
    for (const char *c = source->text; c < position; c++)
        line += *c == '\n';
    if (source->name == NULL)
        fprintf(stderr, "sh: %s\n", error);
    else
        fprintf(stderr, "sh: %s:%d: %s\n", source->name, line, error);
    values.status = MISTAKE;
}

/* What is wrong with a command that parsed well, seen what stands before it; or NULL. */
static const char *check_place(const struct shell_command *command, enum shell_separator previous) {
    if (command->count > 0)
        return NULL;
    if (previous == SHELL_AND || previous == SHELL_OR)
        return "a command is missing after && or ||";
    return command->separator >= SHELL_AND ? "a command is missing before &, && or ||" : NULL;
}

/* Goes through the commands of the text, up to the first mistake. False if there is one. */
static bool go_through(const struct source *source, bool execute_them) {
    static struct shell_command command;
    const char *position = source->text;
    bool wanted = execute_them;
    command.separator = SHELL_THEN;
    do {
        const char *start = position;
        enum shell_separator previous = command.separator;
        const char *error = shell_parse(&position, &command, &values);
        if (error == NULL)
            error = check_place(&command, previous);
        if (error != NULL) {
            complain(source, start, error);
            return false;
        }
        if (wanted && command.count > 0)
            values.status = execute(&command);
        wanted = execute_them && (command.separator != SHELL_AND || values.status == 0) &&
                 (command.separator != SHELL_OR || values.status != 0);
    } while (command.separator != SHELL_END);
    return true;
}

/* Nothing is executed if there is a mistake anywhere in the text. */
static void run(struct source source) {
    if (go_through(&source, false))
        go_through(&source, true);
}

/* --- where commands come from --- */

/* Reads a whole file into memory from malloc; NULL and errno if that cannot be done. */
static char *read_file(const char *path, size_t *size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return NULL;
    char *text = NULL;
    ssize_t got = 1;
    for (*size = 0; got > 0; *size += (size_t)got) {
        text = realloc(text, *size + SHELL_LINE_BYTES + 1);
        got = text == NULL ? -1 : read(file, text + *size, SHELL_LINE_BYTES);
        if (got < 0)
            return NULL;
    }
    close(file);
    text[*size] = '\0';
    return text;
}

/* Whether there are only characters that a person writes, and not those that programs are full of. */
static bool is_text(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (!isprint(text[i]) && !isspace(text[i]) && (text[i] & 0x80) == 0)
            return false;
    }
    return true;
}

static void run_file(const char *path) {
    size_t size;
    char *text = read_file(path, &size);
    if (text == NULL || !is_text(text, size)) {
        fprintf(stderr, "sh: %s: %s\n", path, text != NULL ? "neither a program nor text" : strerror(errno));
        exit(text == NULL && errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
    }
    run((struct source){text, path, 1});
    exit(values.status);
}

static void run_standard_input(void) {
    char line[SHELL_LINE_BYTES];
    for (int number = 1; fgets(line, sizeof line, stdin) != NULL; number++) {
        struct source source = {line, "standard input", number};
        if (strlen(line) == sizeof line - 1) {
            complain(&source, line, "the line is too long");
            break;
        }
        run(source);
    }
}

/* For Tab: after a slash, files; as the first word of a command, programs and what the shell does itself; after help,
 * programs; else files. */
static void complete(const char *line, const char *word, void (*add)(const char *candidate)) {
    const char *slash = strrchr(word, '/');
    const char *before = word;
    while (before > line && before[-1] == ' ')
        before--;
    bool command = before == line || strchr(";&|", before[-1]) != NULL;
    if (slash != NULL) {
        char directory[LINE_BYTES];
        snprintf(directory, sizeof directory, "%.*s", (int)(slash + 1 - word), word);
        completion_files(directory, slash + 1, directory, add);
    } else if (command || strncmp(line, "help ", 5) == 0) {
        for (size_t i = 0; command && i < BUILTIN_COUNT; i++) {
            if (strncmp(builtins[i].name, word, strlen(word)) == 0)
                add(builtins[i].name);
        }
        completion_files("/bin", word, "", add);
    } else {
        completion_files(".", word, "", add);
    }
}

static void run_terminal(void) {
    char line[LINE_BYTES];
    for (;;) {
        jobs_report();
        if (line_editor_read("robin$ ", line, complete) < 0)
            break;
        run((struct source){line, NULL, 1});
    }
}

int main(int argc, char **argv) {
    bool from_argument = argc > 1 && strcmp(argv[1], "-c") == 0;
    if ((from_argument && argc != 3) || (!from_argument && (argc > 2 || (argc == 2 && argv[1][0] == '-')))) {
        fputs("usage: sh [FILE | -c \"COMMANDS\"]\n", stderr);
        return MISTAKE;
    }
    interactive = argc == 1 && isatty(STDIN_FILENO);
    jobs_begin(interactive);
    if (from_argument)
        run((struct source){argv[2], "-c", 1});
    else if (argc == 2)
        run_file(argv[1]);
    else if (interactive)
        run_terminal();
    else
        run_standard_input();
    return values.status;
}
