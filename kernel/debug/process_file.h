/* /proc/processes: the list of processes as a file, for ps. */
#pragma once
#include <stdbool.h>

/* Adds it to the file tree. False if memory is full. Context: boot. */
bool process_file_add(void);
