/* Which kernel this is, as in uname(2): sysname is "Robin" or "Linux". */
#pragma once

#include "kernel/abi/system.h"

int uname(struct utsname *name);
