/* Job control.
 *
 * 1. A job in the table runs in the background, is stopped, or has ended and was not yet asked about: `status` tells.
 * 2. Whoever gives the terminal away is in its foreground, or SIGTTOU is ignored (Linux stops it otherwise). */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "user/lib/shell_jobs.h"

#define JOBS_MAX 128
#define RUNNING (-1)

struct job {
    pid_t pid;
    int status;   /* RUNNING, or wait's status word */
    bool changed; /* since it was last reported */
    char name[32];
};

static struct job jobs[JOBS_MAX]; /* the oldest first */
static int job_count;
static bool has_terminal, has_editor;
static struct termios usual_modes, editing_modes;

/* --- the terminal --- */

static void give_terminal(pid_t group) {
    if (has_terminal)
        tcsetpgrp(STDIN_FILENO, group);
    if (has_editor)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &usual_modes);
}

/* The modes first: from here on a Ctrl-C is a character, and there is no moment at which it could kill the shell. */
static void take_terminal(void) {
    if (has_editor)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &editing_modes);
    if (has_terminal)
        tcsetpgrp(STDIN_FILENO, getpgrp());
}

static void restore_modes(void) {
    if (has_editor)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &usual_modes);
}

void jobs_begin(bool editing) {
    has_terminal = tcgetpgrp(STDIN_FILENO) == getpgrp();
    has_editor = editing && tcgetattr(STDIN_FILENO, &usual_modes) == 0;
    if (has_terminal)
        signal(SIGTTOU, SIG_IGN);
    if (has_editor) {
        editing_modes = usual_modes;
        editing_modes.c_lflag &= ~(uint32_t)(ICANON | ECHO | ISIG);
        editing_modes.c_cc[VMIN] = 1;
        editing_modes.c_cc[VTIME] = 0;
        atexit(restore_modes);
        take_terminal();
    }
}

void jobs_forget(void) {
    job_count = 0;
    jobs_begin(false);
}

/* --- the table --- */

static struct job *find(pid_t pid) {
    for (int i = 0; i < job_count; i++) {
        if (jobs[i].pid == pid)
            return &jobs[i];
    }
    return NULL;
}

static void forget(struct job *job) {
    struct job *end = jobs + job_count--;
    memmove(job, job + 1, (size_t)((char *)end - (char *)(job + 1)));
}

static bool has_ended(const struct job *job) {
    return job->status != RUNNING && !WIFSTOPPED(job->status);
}

static bool is_stopped(const struct job *job) {
    return job->status != RUNNING && WIFSTOPPED(job->status);
}

/* Takes in what has happened to the children, without waiting. */
static void collect(void) {
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
        struct job *job = find(pid);
        if (job != NULL) {
            job->status = status;
            job->changed = true;
        }
    }
}

void job_add(pid_t pid, const char *name) {
    if (job_count == JOBS_MAX)
        forget(jobs);
    struct job *job = &jobs[job_count++];
    *job = (struct job){.pid = pid, .status = RUNNING};
    snprintf(job->name, sizeof job->name, "%s", name);
}

/* --- reports --- */

static int shell_status(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + (WIFSTOPPED(status) ? WSTOPSIG(status) : WTERMSIG(status));
}

static void report_killed(int signal, const char *name) {
    const char *signal_name = sigabbrev_np(signal);
    bool typed = has_editor && (signal == SIGINT || signal == SIGQUIT); /* the terminal has shown ^C or ^\ */
    fprintf(stderr, "%sKilled by signal %d (%s%s): %s\n", typed ? "\n" : "", signal, signal_name != NULL ? "SIG" : "",
            signal_name != NULL ? signal_name : "real-time", name);
}

static void report(const struct job *job) {
    if (WIFSTOPPED(job->status)) {
        const char *typed = has_editor && WSTOPSIG(job->status) == SIGTSTP ? "\n" : "";
        fprintf(stderr, "%s[%d] stopped: %s\n", typed, job->pid, job->name);
    } else if (WIFSIGNALED(job->status)) {
        fprintf(stderr, "[%d] ", job->pid);
        report_killed(WTERMSIG(job->status), job->name);
    } else if (WEXITSTATUS(job->status) != 0) {
        fprintf(stderr, "[%d] exit status %d: %s\n", job->pid, WEXITSTATUS(job->status), job->name);
    } else {
        fprintf(stderr, "[%d] done: %s\n", job->pid, job->name);
    }
}

void jobs_report(void) {
    collect();
    for (int i = 0; i < job_count;) {
        struct job *job = &jobs[i];
        if (job->changed)
            report(job);
        job->changed = false;
        if (has_ended(job))
            forget(job);
        else
            i++;
    }
}

/* --- starting and waiting --- */

pid_t job_start(bool background) {
    pid_t pid = fork();
    /* Parent and child both do this: whichever comes first, the group exists before it is needed. */
    if (pid >= 0 && has_terminal)
        setpgid(pid, pid);
    if (pid == 0) {
        if (!background)
            give_terminal(getpid());
        if (has_terminal)
            signal(SIGTTOU, SIG_DFL);
    }
    return pid;
}

static void continue_job(pid_t pid) {
    give_terminal(pid);
    kill(has_terminal ? -pid : pid, SIGCONT);
}

int job_wait(pid_t pid, const char *name) {
    int status = WAIT_STATUS_EXITED(127); /* if there is nothing to wait for */
    while (waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status) && !has_editor) {
        /* A script has no prompt to return to: after a Ctrl-Z it stops with its command, and goes on with it. */
        if (has_terminal && WSTOPSIG(status) == SIGTSTP) {
            raise(SIGSTOP);
            continue_job(pid);
        }
    }
    take_terminal();
    if (WIFSTOPPED(status)) {
        job_add(pid, name);
        find(pid)->status = status;
        report(find(pid));
    } else if (WIFSIGNALED(status)) {
        report_killed(WTERMSIG(status), name);
    }
    return shell_status(status);
}

static int no_such_job(const char *command) {
    fprintf(stderr, "sh: %s: there is no such job\n", command);
    return 127;
}

/* Takes the job off the table; waits for it if it has not ended yet. */
static int finish(struct job *job) {
    struct job copy = *job;
    forget(job);
    if (has_ended(&copy))
        return shell_status(copy.status);
    give_terminal(copy.pid);
    return job_wait(copy.pid, copy.name);
}

/* Who waits for a job that is stopped would wait for ever. */
static int wait_for(struct job *job) {
    if (!is_stopped(job))
        return finish(job);
    fprintf(stderr, "sh: wait: process %d is stopped; fg %d continues it\n", job->pid, job->pid);
    return 128 + WSTOPSIG(job->status);
}

int jobs_wait(pid_t pid) {
    collect();
    if (pid != 0) {
        struct job *job = find(pid);
        return job != NULL ? wait_for(job) : no_such_job("wait");
    }
    for (int i = 0; i < job_count;) { /* a job that is stopped stays, so that this ends */
        if (is_stopped(&jobs[i]))
            i++;
        else
            finish(&jobs[i]);
    }
    return 0;
}

int jobs_continue(pid_t pid) {
    collect();
    struct job *job = pid != 0 ? find(pid) : job_count > 0 ? &jobs[job_count - 1] : NULL;
    if (job == NULL)
        return no_such_job("fg");
    puts(job->name);
    fflush(stdout);
    continue_job(job->pid);
    return finish(job);
}
