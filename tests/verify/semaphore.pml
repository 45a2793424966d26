/* P and V with signals: kernel/sync/semaphore.c, kernel/sync/wait_queue.c, kernel/proc/signal.c.
 *
 * Three processes do P. One more process does V, once for each of them, as an interrupt handler would: it never waits.
 * Another sends signals: one that ends, SIGKILL, stop and continue, at any moment.
 * `atomic` is what runs with interrupts off. Between two atomic steps anybody else may go on: that is more than Robin
 * allows, whose kernel is not preempted, so what holds here holds there.
 *
 * Found to be true in every order of steps:
 *   value > 0 => nobody waits                     who is marked to end does not sleep (unless it is stopped)
 *   BLOCKED <=> on the queue                      a process waits at most once
 *   value + passed P = initial + V                who is dead is on no queue
 *   first in, first out                           nobody waits for ever: every run comes to its end
 *
 * Each BUG_... is a mistake that is to be found: see tests/verify/run. */
#define PROCESSES 3
#define NOBODY PROCESSES
#define INITIAL 0
#define EINTR 1

mtype = { AWAKE, BLOCKED, DEAD } /* AWAKE is READY or RUNNING: which of the two, is the scheduler's business */

int value = INITIAL;
chan waiters = [PROCESSES] of { byte }; /* struct wait_queue: the numbers of the processes, first to last */
bool is_queued[PROCESSES];                /* by process: is it among them? */
byte passed, given;                     /* P that have passed, V done */
mtype state[PROCESSES] = AWAKE;
bool is_suspended[PROCESSES], is_killed[PROCESSES]; /* is_killed: fatal_signal is not 0 */
bool is_interrupted[PROCESSES];                     /* wake_result is -EINTR */
byte ticket[PROCESSES], next_ticket, last_woken;    /* who came first */

/* What has to hold whenever interrupts are on. */
inline check_process(i) {
    assert((state[i] == BLOCKED) == is_queued[i]);
    assert(!(is_killed[i] && !is_suspended[i] && state[i] == BLOCKED))
}
inline check_all() {
    assert(!(value > 0 && len(waiters) > 0));
    assert(value + passed == INITIAL + given);
    check_process(0);
    check_process(1);
    check_process(2);
    assert(len(waiters) == is_queued[0] + is_queued[1] + is_queued[2])
}

/* wait_queue.c: wake, with sched_wake. A process that is awake cannot be woken. */
inline wake(process, interrupted) {
    assert(state[process] == BLOCKED);
    is_interrupted[process] = interrupted;
    state[process] = AWAKE
}

/* wait_queue.c: wait_queue_interrupt. It leaves the queue from wherever it stands. */
inline wait_queue_interrupt(process) {
#ifndef BUG_KILLED_STAYS_ON_QUEUE
    waiters ?? eval(process);
    is_queued[process] = false;
#endif
    wake(process, true)
}

/* Only for the mistake: the queue with me in front. */
inline in_front(process) {
    others = len(waiters);
    waiters ! process;
    do
    :: others > 0 -> waiters ? one; waiters ! one; others--
    :: else -> break
    od
}

/* wait_queue.c: wait_queue_block, up to where schedule() gives the CPU away. */
inline wait_queue_block() {
#ifdef BUG_KILLED_GOES_TO_SLEEP
    if
    :: true ->
#else
    if
    :: is_killed[me] -> result = EINTR
    :: else ->
#endif
        ticket[me] = next_ticket;
        next_ticket++;
#ifdef BUG_LAST_IN_FIRST_OUT
        in_front(me);
#else
        waiters ! me;
#endif
        is_queued[me] = true;
        state[me] = BLOCKED;
        slept = true
    fi
}

/* semaphore.c: semaphore_P. */
inline semaphore_P() {
#ifdef BUG_INTERRUPTS_ON_IN_P
    if
    :: atomic { value > 0 -> value--; passed++; check_all() }
    :: value == 0 -> atomic { wait_queue_block(); check_all() }
    fi;
#else
    atomic {
        if
        :: value > 0 -> value--; passed++
        :: else -> wait_queue_block()
        fi;
        check_all()
    }
#endif
    if
    :: slept ->
        atomic {
            state[me] == AWAKE && !is_suspended[me] -> /* sched.c: on the ready queue, and picked */
            if
            :: is_interrupted[me] -> result = EINTR
            :: else -> skip /* V has given its unit to us, and counted it */
            fi
        }
    :: else -> skip
    fi
}

/* semaphore.c: semaphore_V, with wait_queue_wake_one. */
inline semaphore_V() {
    atomic {
        given++;
        if
        :: waiters ? [first] ->
            waiters ? first;
            is_queued[first] = false;
            assert(ticket[first] >= last_woken);
            last_woken = ticket[first];
            wake(first, false);
            passed++
#ifdef BUG_COUNTS_AND_HANDS_OVER
            ; value++
#endif
        :: else ->
#ifdef BUG_V_FORGOTTEN
            skip
#else
            value++
#endif
        fi;
        check_all()
    }
}

proctype user(byte me) {
    bool slept = false;
    byte result = 0, others, one;
    semaphore_P();
    /* trap.c: trap_tail. The way to user mode: a stopped process waits here, a marked one ends. */
    atomic {
        !is_suspended[me] ->
        assert(result != EINTR || is_killed[me]);
        state[me] = DEAD; /* marked or not, its part is over */
        assert(!is_queued[me])
    }
}

proctype interrupt_handler() {
    byte i, first;
    for (i : 1 .. PROCESSES) {
        semaphore_V()
    }
}

/* signal.c: interrupt_wait. */
inline interrupt_wait(process) {
    if
    :: is_killed[process] && !is_suspended[process] && state[process] == BLOCKED -> wait_queue_interrupt(process)
    :: else -> skip
    fi
}

/* signal.c: signal_act, once for each signal that is sent; kill.c leaves the dead alone. */
inline signal_act(process) {
    atomic {
        if
        :: state[process] == DEAD -> skip
        :: else ->
            if
            :: is_killed[process] = true /* end(), by another signal than SIGKILL */
            :: is_killed[process] = true; is_suspended[process] = false /* end(), SIGKILL */
            :: is_suspended[process] = is_suspended[process] || !is_killed[process] /* stop() */
            :: is_suspended[process] = false /* continue_process() */
            fi;
            interrupt_wait(process)
        fi;
        check_all()
    }
}

/* Sends up to SIGNALS signals, and in the end continues everybody: a process that is stopped for ever never ends. */
#define SIGNALS 3
proctype killer() {
    byte i, target;
    for (i : 1 .. SIGNALS) {
        select (target : 0 .. PROCESSES - 1);
        signal_act(target)
    }
    for (i : 0 .. PROCESSES - 1) {
        atomic {
            if
            :: state[i] != DEAD -> is_suspended[i] = false; interrupt_wait(i)
            :: else -> skip
            fi
        }
    }
}

init {
    atomic {
        run user(0);
        run user(1);
        run user(2);
        run interrupt_handler();
        run killer()
    }
}
