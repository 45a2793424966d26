/* Different here: each waiter has a wait queue of its own, on its kernel stack, and the semaphore has a list of those.
 *
 * What P is to return lies there, too. A waiter's place is taken off the list by whoever ends the wait: V and destroy,
 * or the waiter itself if it was killed. Between a kill and the killed one's next step its place is on the list, and
 * nobody waits there: V passes over it. */
#include "kernel/sync/semaphore.h"
#include "arch/x86/cpu.h"
#include "kernel/abi/errno.h"
#include "kernel/lib/panic.h"

struct place {
    struct list link;
    struct wait_queue queue;
    int result; /* of P, from whoever ended the wait */
};

/* The list's head: the semaphore's own wait queue lends its links, for nobody waits there. */
static struct list *places(const struct semaphore *semaphore) {
    return (struct list *)&semaphore->waiters.waiters;
}

static struct place *place_of(struct list *element) {
    return list_entry(element, struct place, link);
}

/* The first place where somebody waits, or NULL. */
static struct place *first_place(const struct semaphore *semaphore) {
    list_for_each(link, places(semaphore)) {
        if (!wait_queue_is_empty(&place_of(link)->queue)) {
            return place_of(link);
        }
    }
    return NULL;
}

static void release(struct place *place, int result) {
    list_remove(&place->link);
    place->result = result;
    wait_queue_wake_one(&place->queue, 0);
}

void semaphore_init(struct semaphore *semaphore, int32_t value, int32_t id) {
    assert(value >= 0);
    semaphore->value = value;
    wait_queue_init(&semaphore->waiters, REASON_P, (uint32_t)id);
}

int semaphore_P(struct semaphore *semaphore) {
    assert(interrupts_enabled());
    uint32_t flags = irq_save();
    int ended = 0;
    if (semaphore->value > 0) {
        semaphore->value--;
    } else {
        struct place place = {.link = {NULL, NULL}};
        wait_queue_init(&place.queue, REASON_P, semaphore->waiters.object);
        list_push_back(places(semaphore), &place.link);
        ended = wait_queue_block(&place.queue);
        if (ended == 0) {
            ended = place.result;
        } else if (list_is_linked(&place.link)) {
            list_remove(&place.link);
        }
    }
    irq_restore(flags);
    return ended;
}

int semaphore_V(struct semaphore *semaphore) {
    int result = 0;
    uint32_t flags = irq_save();
    struct place *first = first_place(semaphore);
    if (first) {
        release(first, 0);
    } else if (semaphore->value == SEMAPHORE_VALUE_MAX) {
        result = -EOVERFLOW;
    } else {
        semaphore->value++;
    }
    irq_restore(flags);
    return result;
}

int semaphore_try_P(struct semaphore *semaphore) {
    uint32_t flags = irq_save();
    bool is_free = semaphore->value > 0;
    semaphore->value -= is_free;
    irq_restore(flags);
    return is_free ? 0 : -EAGAIN;
}

void semaphore_destroy(struct semaphore *semaphore) {
    uint32_t flags = irq_save();
    list_for_each_safe(link, following, places(semaphore)) {
        release(place_of(link), -EIDRM);
    }
    irq_restore(flags);
}

int32_t semaphore_value(const struct semaphore *semaphore) {
    return semaphore->value;
}

struct pcb *semaphore_first_waiter(const struct semaphore *semaphore) {
    struct place *first = first_place(semaphore);
    return first ? wait_queue_first(&first->queue) : NULL;
}
