/* Every way to use the ready queue with up to four processes (kernel/sched/ready_queue.c, unchanged). Proved: no
 * undefined operation, no assert that fails, first in first out, nobody lost, nobody in it twice, never more than there
 * are processes. */
#include "kernel/sched/ready_queue.h"
#include "tests/verify/any.h"
#include "tests/verify/order.h"

static struct pcb processes[ELEMENTS];

static struct pcb *process_at(int place) {
    return place < count ? &processes[order[place]] : NULL;
}

static void compare(void) {
    assert(count <= ELEMENTS);
    struct pcb *process = ready_queue_first();
    for (int place = 0; place < count; place++) {
        assert(process == process_at(place));
        process = ready_queue_next(process);
    }
    assert(process == NULL);
    for (int i = 0; i < ELEMENTS; i++) {
        assert(list_is_linked(&processes[i].queue_link) == (place_of(i) >= 0));
    }
}

static void operate(int is_pop, int number) {
    int place = place_of(number);
    if (is_pop) {
        struct pcb *first = process_at(0);
        assert(ready_queue_pop() == first);
        if (count > 0) {
            model_remove(0);
        }
    } else if (place >= 0) {
        ready_queue_remove(&processes[number]);
        model_remove(place);
    } else {
        ready_queue_push(&processes[number]);
        model_insert(count, number);
    }
}

int main(void) {
    for (int i = 0; i < ELEMENTS; i++) {
        processes[i].state = PROC_READY;
    }
    while (any(0, 1)) {
        int is_pop = any(0, 1), number = any(0, ELEMENTS - 1);
        //@ split is_pop;
        //@ split number;
        operate(is_pop, number);
        compare();
        is_pop = number = 0; /* forget them: Eva then sees which states are the same */
    }
    return 0;
}
