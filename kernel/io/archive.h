/* The boot archive: a POSIX ustar file (pax(1), "ustar Interchange Format"), whose entries become the file tree. */
#pragma once
#include <stdint.h>

/* Reads all of the archive, checks every header, and enters its files and directories into the file tree; contents stay
 * where they are. Returns NULL, or one line that says what is damaged, and in *offset where. Context: boot. */
const char *archive_read(const uint8_t *archive, uint32_t bytes, uint32_t *offset);
