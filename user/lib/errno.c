/* errno: the number, and what it means in words. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "user/lib/system_call.h"

int errno;

int system_result(int result) {
    if (result >= -4095 && result < 0) {
        errno = -result;
        return -1;
    }
    return result;
}

static const char *const messages[] = {
    [0] = "Success",
    [EPERM] = "Operation not permitted",
    [ENOENT] = "No such file or directory",
    [ESRCH] = "No such process",
    [EINTR] = "Interrupted system call",
    [EIO] = "Input/output error",
    [E2BIG] = "Argument list too long",
    [ENOEXEC] = "Exec format error",
    [EBADF] = "Bad file descriptor",
    [ECHILD] = "No child processes",
    [EAGAIN] = "Resource temporarily unavailable",
    [ENOMEM] = "Cannot allocate memory",
    [EACCES] = "Permission denied",
    [EFAULT] = "Bad address",
    [EEXIST] = "File exists",
    [ENODEV] = "No such device",
    [ENOTDIR] = "Not a directory",
    [EISDIR] = "Is a directory",
    [EINVAL] = "Invalid argument",
    [EMFILE] = "Too many open files",
    [ENOTTY] = "Inappropriate ioctl for device",
    [EFBIG] = "File too large",
    [ENOSPC] = "No space left on device",
    [ESPIPE] = "Illegal seek",
    [EROFS] = "Read-only file system",
    [ERANGE] = "Numerical result out of range",
    [ENAMETOOLONG] = "File name too long",
    [ENOSYS] = "Function not implemented",
    [EIDRM] = "Identifier removed",
    [EOVERFLOW] = "Value too large for defined data type",
};

const char *strerror(int error) {
    static char unknown[sizeof "Unknown error -2147483648"];
    if (error >= 0 && (size_t)error < sizeof messages / sizeof messages[0] && messages[error] != NULL)
        return messages[error];
    snprintf(unknown, sizeof unknown, "Unknown error %d", error);
    return unknown;
}
