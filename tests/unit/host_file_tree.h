/* The file tree for unit tests: the kernel builds it once, here it can be emptied. Its memory is the host's, so that
 * AddressSanitizer sees each node's bounds. */
#pragma once
#include "kernel/io/file_tree.h"

extern int host_heap_left; /* how many allocations will still succeed; negative: all of them */

/* Empties the tree; memory is plenty. */
void host_file_tree_start(void);

/* The whole tree as text, in the tree's order: "bin/ bin/hello=contents dev/ dev/null=". Valid until the next call. */
const char *host_file_tree_text(void);
