/* Init cannot be killed: the signal has no effect.
 * Robin only: nobody should try this on a host */
#include <signal.h>
#include <sys/utsname.h>

#include "tests/user/child.h"

#define INIT 1

int main(void) {
    static const int signals[] = {SIGKILL, SIGTERM, SIGINT, SIGSTOP, SIGSEGV};
    struct utsname name;
    REQUIRE(uname(&name) == 0 && strcmp(name.sysname, "Robin") == 0, "this is not Robin");
    for (unsigned i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        CHECK(kill(INIT, signals[i]) == 0, "kill(init, %d): %s", signals[i], strerror(errno));
        let_others_run();
        CHECK(kill(INIT, 0) == 0, "init is gone");
    }
    return check_result();
}
