/* Every number from 0 to 1500 that is none of Robin's system calls: ENOSYS.
 * Properties: X103
 * Robin only: Linux has other calls, some of which are no joke */
#include <sys/utsname.h>

#include "tests/user/child.h"
#include "user/lib/system_call.h"

#define HIGHEST 1500

static const int known[] = {
    SYS_exit,    SYS_fork,     SYS_read,        SYS_write,      SYS_open,          SYS_close,
    SYS_waitpid, SYS_execve,   SYS_lseek,       SYS_getpid,     SYS_kill,          SYS_times,
    SYS_brk,     SYS_ioctl,    SYS_setpgid,     SYS_getppid,    SYS_gettimeofday,  SYS_munmap,
    SYS_wait4,   SYS_sysinfo,  SYS_uname,       SYS_getpgid,    SYS_sched_yield,   SYS_nanosleep,
    SYS_prctl,   SYS_mmap2,    SYS_getdents64,  SYS_exit_group, SYS_clock_gettime, SYS_sem_create,
    SYS_P,       SYS_V,        SYS_sem_destroy, SYS_try_P,      SYS_sem_value,     SYS_sem_label,
    SYS_mark,    SYS_getrusage};

static bool is_known(int number) {
    for (unsigned i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i] == number)
            return true;
    return false;
}

int main(void) {
    struct utsname name;
    REQUIRE(uname(&name) == 0 && strcmp(name.sysname, "Robin") == 0, "this is not Robin");
    for (int number = 0; number <= HIGHEST; number++) {
        if (is_known(number))
            continue;
        int result = system_call0(number);
        CHECK(result == -ENOSYS, "call %d returned %d", number, result);
    }
    return check_result();
}
