/* forktree - fork in a loop: how many processes, and whose children are they?
 *
 * Usage: forktree [N]        N times fork, 1 to 6; 3 if not given
 *
 *     for (i = 1; i <= N; i++)
 *         fork();
 *
 * Every process that exists at step i forks at step i, the parent as well as
 * the children of earlier steps.
 *
 * Watch: the number of processes, and which steps a child still goes through.
 *
 * Think: 1. How many processes are there after N steps? Guess, then try 5.
 *        2. Draw the tree for N = 2 before you look.
 *        3. Why does each process wait for its children before it ends? */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/check.h"

#define MOST_STEPS 6
#define MOST_PROCESSES (1 << MOST_STEPS)
#define INDENT 4

/* A process's number is made of one bit a step: the child of step i has its parent's number and bit i. */
struct entry {
    pid_t pid;
    pid_t parent;
};

static struct entry *entries; /* by number; shared by all */
static int steps;

static void draw(int number, int first_step, char *line) {
    size_t length = strlen(line);
    if (number != 0)
        printf("%.*s%s-- ", (int)length - INDENT, line, line[length - INDENT] == '|' ? "|" : "`");
    printf("%d\n", entries[number].pid);
    for (int step = first_step; step < steps; step++) {
        strcpy(line + length, step == steps - 1 ? "    " : "|   ");
        draw(number | 1 << step, step + 1, line);
    }
    line[length] = '\0';
}

int main(int argc, char **argv) {
    char *end = "";
    steps = argc > 1 ? (int)strtol(argv[1], &end, 10) : 3;
    if (argc > 2 || *end != '\0' || steps < 1 || steps > MOST_STEPS) {
        fprintf(stderr, "forktree: give one number from 1 to %d, or nothing\n", MOST_STEPS);
        return 2;
    }
    entries = mmap(NULL, MOST_PROCESSES * sizeof *entries, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(entries != MAP_FAILED, "mmap: %s", strerror(errno));
    printf("%d times fork:\n", steps);

    int number = 0;
    pid_t children[MOST_STEPS];
    int child_count = 0;
    for (int step = 0; step < steps; step++) {
        pid_t pid = fork();
        REQUIRE(pid >= 0, "fork: %s", strerror(errno));
        if (pid == 0) {
            number |= 1 << step;
            child_count = 0; /* those before are the parent's */
        } else {
            children[child_count++] = pid;
        }
    }
    entries[number] = (struct entry){getpid(), getppid()};
    for (int i = 0; i < child_count; i++)
        check_child(children[i], 0);
    if (number != 0)
        return check_result();

    draw(0, 0, (char[MOST_STEPS * INDENT + 1]){""});
    int processes = 1 << steps;
    printf("%d processes\n", processes);
    for (int child = 1; child < processes; child++) {
        int highest = 1 << (31 - __builtin_clz((unsigned)child)); /* the step that made it */
        int parent = child & ~highest;
        CHECK(entries[child].parent == entries[parent].pid, "process %d has parent %d, not %d", entries[child].pid,
              entries[child].parent, entries[parent].pid);
        for (int other = 0; other < child; other++)
            CHECK(entries[other].pid != entries[child].pid, "two processes have pid %d", entries[child].pid);
    }
    return check_result();
}
