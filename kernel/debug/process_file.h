/* /proc/processes: the list of processes as a file, for ps. /proc/why: a sentence about each, for why. */
#pragma once
#include <stdbool.h>

/* Adds them to the file tree. False if memory is full. Context: boot. */
bool process_file_add(void);
