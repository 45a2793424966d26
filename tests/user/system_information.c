/* uname, sysinfo and the process's name. */
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include "tests/user/child.h"

static void check_uname(void) {
    struct utsname name;
    memset(&name, 'x', sizeof name);
    CHECK(uname(&name) == 0, "uname: %s", strerror(errno));
    CHECK(strcmp(name.sysname, "Robin") == 0 || strcmp(name.sysname, "Linux") == 0, "sysname %s", name.sysname);
    CHECK(atoi(name.release) >= 4, "release %s: a static glibc would refuse it", name.release);
    CHECK(strnlen(name.nodename, 65) < 65 && strnlen(name.version, 65) < 65 && strnlen(name.machine, 65) < 65 &&
              strnlen(name.domainname, 65) < 65,
          "a field has no end");
}

static void check_sysinfo(void) {
    struct sysinfo info;
    memset(&info, 0xff, sizeof info);
    CHECK(sysinfo(&info) == 0, "sysinfo: %s", strerror(errno));
    CHECK(info.uptime >= 0, "up for %d s", info.uptime);
    CHECK(info.mem_unit > 0 && info.totalram > 0, "no memory");
    CHECK(info.freeram > 0 && info.freeram < info.totalram, "%u free of %u", info.freeram, info.totalram);
    CHECK(info.procs >= 2, "%u processes", info.procs);
}

static void rename_yourself(void) {
    char name[PROCESS_NAME_BYTES];
    CHECK(prctl(PR_GET_NAME, name) == 0 && strcmp(name, "a/parent") == 0, "a child is not called like its parent: %s",
          name);
    CHECK(prctl(PR_SET_NAME, "child") == 0, "prctl: %s", strerror(errno));
    CHECK(prctl(PR_GET_NAME, name) == 0 && strcmp(name, "child") == 0, "its name is %s", name);
}

static void check_name(void) {
    char name[PROCESS_NAME_BYTES];
    CHECK(prctl(PR_SET_NAME, "a/parent") == 0, "prctl: %s", strerror(errno));
    CHECK(run(rename_yourself) == EXITED(0), "the child's checks failed");
    CHECK(prctl(PR_GET_NAME, name) == 0 && strcmp(name, "a/parent") == 0, "the child renamed its parent: %s", name);
    CHECK(prctl(PR_SET_NAME, "a name that is much too long") == 0, "prctl: %s", strerror(errno));
    CHECK(prctl(PR_GET_NAME, name) == 0 && strcmp(name, "a name that is ") == 0, "a long name is kept as %s", name);
    CHECK(prctl(12345, name) == -1 && errno == EINVAL, "an unknown prctl is accepted");
}

int main(void) {
    check_uname();
    check_sysinfo();
    check_name();
    return check_result();
}
