/* wait4(2): options and the status word, laid out as Linux does. */
#pragma once

#define WNOHANG 1   /* do not wait: 0 if no child has changed */
#define WUNTRACED 2 /* also report children that a signal stopped */

#define WAIT_STATUS_EXITED(code) (((code)&0xff) << 8)
#define WAIT_STATUS_SIGNALED(signal) (0x7f & (signal))
#define WAIT_STATUS_STOPPED(signal) ((((signal)&0xff) << 8) | 0x7f)

#define WIFEXITED(status) ((0x7f & (status)) == 0)
#define WEXITSTATUS(status) (((status) >> 8) & 0xff)
#define WIFSTOPPED(status) (((status)&0xff) == 0x7f)
#define WSTOPSIG(status) (((status) >> 8) & 0xff)
#define WIFSIGNALED(status) ((0x7f & (status)) != 0 && (0x7f & (status)) != 0x7f)
#define WTERMSIG(status) (0x7f & (status))
