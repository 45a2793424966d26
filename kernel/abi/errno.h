/* Error numbers: Linux's, from errno(3). A system call returns one of them negated. */
#pragma once

#define EPERM 1         /* operation not permitted */
#define ENOENT 2        /* no such file or directory */
#define ESRCH 3         /* no such process */
#define EINTR 4         /* interrupted by a signal */
#define EIO 5           /* input/output error */
#define E2BIG 7         /* argument list too long */
#define ENOEXEC 8       /* not a program that this kernel can run */
#define EBADF 9         /* bad file descriptor */
#define ECHILD 10       /* no child processes */
#define EAGAIN 11       /* try again: a resource is exhausted or would block */
#define ENOMEM 12       /* out of memory */
#define EACCES 13       /* permission denied */
#define EFAULT 14       /* bad address */
#define EEXIST 17       /* file exists */
#define ENODEV 19       /* no such device, or it cannot do that */
#define ENOTDIR 20      /* not a directory */
#define EISDIR 21       /* is a directory */
#define EINVAL 22       /* invalid argument */
#define EMFILE 24       /* too many open files */
#define ENOTTY 25       /* not a terminal, or an unknown ioctl */
#define EFBIG 27        /* file too large */
#define ENOSPC 28       /* no space left */
#define ESPIPE 29       /* illegal seek */
#define EROFS 30        /* read-only file system */
#define ERANGE 34       /* result too large */
#define ENAMETOOLONG 36 /* file name too long */
#define ENOSYS 38       /* no such system call */
#define EIDRM 43        /* the semaphore was destroyed */
#define EOVERFLOW 75    /* value too large */
