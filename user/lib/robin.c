/* P, V and marks: Robin's calls; where the kernel knows none (ENOSYS), Linux's System V semaphores.
 *
 * Each function asks Robin first, every time: nothing needs to be remembered, and a kernel whose semaphores are not
 * written yet answers ENOSYS to the second question too. */
#include <errno.h>
#include <robin.h>
#include <stdlib.h>
#include <unistd.h>

#include "user/lib/system_call.h"

/* Linux: ipc(2), one system call for all of System V's, and what svipc(7), semctl(2) and semop(2) name. */
#define LINUX_SYS_IPC 117
#define IPC_SEMOP 1
#define IPC_SEMGET 2
#define IPC_SEMCTL 3
#define IPC_PRIVATE 0
#define IPC_NOWAIT 04000
#define IPC_RMID 0
#define GETVAL 12
#define SETVAL 16
#define OWNER_MAY_READ_AND_WRITE 0600

#define CREATED_MAX 256

/* The System V semaphores to remove at exit. A child inherits the table, but not the duty: `owner` tells. */
static struct {
    int id;
    pid_t owner;
} created[CREATED_MAX];
static int created_count;

static int linux_control(int id, int command, int value) {
    long argument = value; /* the kernel takes semctl's last argument through a pointer */
    return system_call5(LINUX_SYS_IPC, IPC_SEMCTL, id, 0, command, (long)&argument);
}

/* Adds `change` to the value, waiting as long as that would make it negative unless `flags` forbid it. */
static int linux_operate(int id, short change, short flags) {
    struct {
        unsigned short number;
        short change;
        short flags;
    } operation = {0, change, flags};
    int result;
    /* No handler can run, so that EINTR only tells of a stop and a continuation, which Robin's P does not notice. */
    do
        result = system_call5(LINUX_SYS_IPC, IPC_SEMOP, id, 1, 0, (long)&operation);
    while (result == -EINTR);
    return result;
}

static void linux_remove_created(void) {
    while (created_count > 0) {
        created_count--;
        if (created[created_count].owner == getpid())
            linux_control(created[created_count].id, IPC_RMID, 0);
    }
}

static int linux_create(int value) {
    if (value < 0)
        return -EINVAL;
    if (created_count == CREATED_MAX)
        return -ENOSPC;
    int id = system_call5(LINUX_SYS_IPC, IPC_SEMGET, IPC_PRIVATE, 1, OWNER_MAY_READ_AND_WRITE, 0);
    if (id < 0)
        return id;
    int result = linux_control(id, SETVAL, value);
    if (result < 0) {
        linux_control(id, IPC_RMID, 0);
        return result == -ERANGE ? -EINVAL : result;
    }
    if (created_count == 0)
        atexit(linux_remove_created);
    created[created_count].id = id;
    created[created_count++].owner = getpid();
    return id;
}

int sem_create(int value) {
    int result = system_call1(SYS_sem_create, value);
    return system_result(result == -ENOSYS ? linux_create(value) : result);
}

int P(int id) {
    int result = system_call1(SYS_P, id);
    return system_result(result == -ENOSYS ? linux_operate(id, -1, 0) : result);
}

int V(int id) {
    int result = system_call1(SYS_V, id);
    if (result == -ENOSYS)
        result = linux_operate(id, +1, 0);
    return system_result(result == -ERANGE ? -EOVERFLOW : result);
}

int try_P(int id) {
    int result = system_call1(SYS_try_P, id);
    return system_result(result == -ENOSYS ? linux_operate(id, -1, IPC_NOWAIT) : result);
}

int sem_destroy(int id) {
    int result = system_call1(SYS_sem_destroy, id);
    return system_result(result == -ENOSYS ? linux_control(id, IPC_RMID, 0) : result);
}

int sem_value(int id) {
    int result = system_call1(SYS_sem_value, id);
    return system_result(result == -ENOSYS ? linux_control(id, GETVAL, 0) : result);
}

int sem_label(int id, const char *name) {
    int result = system_call2(SYS_sem_label, id, (long)name);
    return system_result(result == -ENOSYS ? 0 : result);
}

int mark(const char *label, int value) {
    int result = system_call2(SYS_mark, (long)label, value);
    return system_result(result == -ENOSYS ? 0 : result);
}
