/* Jobs: the shell's children, in the foreground and in the background, and the terminal that they share.
 *
 * Each job is a process group of its own, if the shell has a terminal and is in its foreground. The foreground job has
 * the terminal: Ctrl-C and Ctrl-Z go to it. The shell has it back before it reads the next line. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* At the start. `editing`: the shell reads lines from the terminal with the line editor, so that the terminal is
 * without ICANON, ECHO and ISIG whenever it is the shell's, and as it was found whenever it is a job's. */
void jobs_begin(bool editing);
/* In a child that goes on as a shell of its own, one that runs a script. */
void jobs_forget(void);

/* fork; the child is in its group, and has the terminal unless it goes into the background. */
pid_t job_start(bool background);
/* Waits for the job in the foreground until it ends or is stopped; then it is a background job. Returns its status. */
int job_wait(pid_t pid, const char *name);
/* Remembers a background job, and forgets the oldest of 128. */
void job_add(pid_t pid, const char *name);

/* The commands wait and fg. pid 0: all jobs that are running; the last job. Return the status, 127 if there is no such
 * job. */
int jobs_wait(pid_t pid);
int jobs_continue(pid_t pid);
/* Says which background jobs have ended or were stopped since the last time. */
void jobs_report(void);
