/* Memory and the number of processes, as in sysinfo(2). */
#pragma once

#include "kernel/abi/system.h"

int sysinfo(struct sysinfo *info);
