/* Exit, wait, orphans and kill: kernel/proc/exit.c, wait.c, fork.c, kernel/sync/wait_queue.c, kernel/proc/signal.c.
 *
 * Process 0 is init, which waits for everybody; three others fork, wait for any child or for one in particular, and
 * exit, in any order; a killer marks any of them at any moment.
 * `atomic` is what runs with interrupts off. Between two atomic steps anybody else may go on: that is more than Robin
 * allows, whose kernel is not preempted, so what holds here holds there.
 *
 * Found to be true in every order of steps:
 *   who sleeps in wait has such a child, alive, and none dead        no wakeup is lost
 *   everybody is on one list of its parent's, and the parent lives   no child is lost, no orphan forgotten
 *   every zombie is reaped once, by its parent                       in the end only init is left
 *
 * Each BUG_... is a mistake that is to be found: see tests/verify/run. */
#define PROCESSES 4
#define INIT 0
#define NOBODY 255
#define ANY NOBODY /* wait4's -1 */

mtype = { NONE, AWAKE, BLOCKED, ZOMBIE } /* AWAKE is READY or RUNNING */

mtype state[PROCESSES] = NONE;
byte parent[PROCESSES] = NOBODY;
byte child_of[PROCESSES] = NOBODY;  /* on whose list `children` it is */
byte zombie_of[PROCESSES] = NOBODY; /* on whose list `zombies` */
byte waits_for[PROCESSES];          /* while BLOCKED, on its own child_changed: ANY, or one child */
bool is_killed[PROCESSES], is_interrupted[PROCESSES];

#define alive(i) (state[i] == AWAKE || state[i] == BLOCKED)
#define wanted(i, which) (which == ANY || which == i)
#define has_child(p, which) \
    ((child_of[1] == p && wanted(1, which)) || (child_of[2] == p && wanted(2, which)) || \
     (child_of[3] == p && wanted(3, which)))
#define has_zombie(p, which) \
    ((zombie_of[1] == p && wanted(1, which)) || (zombie_of[2] == p && wanted(2, which)) || \
     (zombie_of[3] == p && wanted(3, which)))

/* What has to hold whenever interrupts are on. */
inline check_process(i) {
    assert(state[i] == NONE || i == INIT || alive(parent[i]));
    assert(i == INIT || child_of[i] == (alive(i) -> parent[i] : NOBODY));
    assert(zombie_of[i] == (state[i] == ZOMBIE -> parent[i] : NOBODY));
    assert(state[i] != BLOCKED || (has_child(i, waits_for[i]) && !has_zombie(i, waits_for[i]) && !is_killed[i]))
}
inline check_all() {
    check_process(0);
    check_process(1);
    check_process(2);
    check_process(3)
}

/* wait_queue.c: wait_queue_wake_all, on a process's child_changed, where only it waits itself. */
inline wake(process) {
    if
    :: state[process] == BLOCKED -> is_interrupted[process] = false; state[process] = AWAKE
    :: else -> skip
    fi
}

/* fork.c: process_fork, from irq_save on; process.c: process_adopt. */
inline process_fork() {
    atomic {
        if
        :: state[1] == NONE -> child = 1
        :: else ->
            if
            :: state[2] == NONE -> child = 2
            :: else ->
                if
                :: state[3] == NONE -> child = 3
                :: else -> child = NOBODY /* -EAGAIN */
                fi
            fi
        fi;
        if
        :: child != NOBODY && forks < PROCESSES - 1 ->
            forks++;
            parent[child] = me;
            child_of[child] = me;
            is_killed[child] = is_killed[me];
            state[child] = AWAKE;
            run user(child)
        :: else -> skip
        fi;
        child = 0;
        check_all()
    }
}
byte forks; /* all in all, so that everything ends */

/* wait.c: process_wait, one look: reap, or block, or -ECHILD. */
inline look() {
    if
    :: zombie_of[1] == me && wanted(1, which) -> reap(1)
    :: zombie_of[2] == me && wanted(2, which) -> reap(2)
    :: zombie_of[3] == me && wanted(3, which) -> reap(3)
    :: !has_zombie(me, which) && !has_child(me, which) -> answered = true /* -ECHILD */
    :: !has_zombie(me, which) && has_child(me, which) -> /* block */
    fi
}
inline reap(child_) {
    assert(state[child_] == ZOMBIE && parent[child_] == me);
    zombie_of[child_] = NOBODY;
    parent[child_] = NOBODY;
    state[child_] = NONE;
    is_killed[child_] = false;
    answered = true
}
/* wait_queue.c: wait_queue_block_before. */
inline wait_queue_block() {
#ifndef BUG_KILLED_GOES_TO_SLEEP
    if
    :: is_killed[me] -> answered = true /* -EINTR */
    :: else ->
#endif
        waits_for[me] = which;
        state[me] = BLOCKED
#ifndef BUG_KILLED_GOES_TO_SLEEP
    fi
#endif
}
inline process_wait(which_) {
    which = which_;
    answered = false;
    do
    :: answered -> break
    :: else ->
#ifdef BUG_INTERRUPTS_ON_IN_WAIT
        atomic { look(); check_all() }
        atomic {
#else
        atomic {
            look();
#endif
            if
            :: !answered -> wait_queue_block()
            :: else -> skip
            fi;
            check_all()
        }
        atomic {
            state[me] == AWAKE -> /* sched.c: on the ready queue, and picked */
            answered = answered || is_interrupted[me];
            is_interrupted[me] = false
        }
    od;
    which = 0;
    answered = false
}

/* exit.c: give_children_away, for one child. */
inline give_away(i) {
    if
    :: child_of[i] == me -> parent[i] = INIT; child_of[i] = INIT; wake(INIT)
#ifndef BUG_DEAD_ORPHAN_FORGOTTEN
    :: zombie_of[i] == me -> parent[i] = INIT; zombie_of[i] = INIT;
#ifndef BUG_INIT_NOT_WOKEN
        wake(INIT)
#endif
#endif
    :: else -> skip
    fi
}

/* exit.c: process_exit, from interrupts_disable on. */
inline process_exit() {
    atomic {
        give_away(1);
        give_away(2);
        give_away(3);
        state[me] = ZOMBIE;
        child_of[me] = NOBODY;
        zombie_of[me] = parent[me];
#ifndef BUG_PARENT_NOT_WOKEN
        wake(parent[me]);
#endif
        check_all()
    }
}

proctype user(byte me) {
    byte child = 0, which = 0;
    bool answered = false;
    do
    :: is_killed[me] -> break /* trap.c: trap_tail */
    :: else ->
        if
        :: process_fork()
        :: process_wait(ANY)
        :: process_wait(1)
        :: process_wait(2)
        :: process_wait(3)
        :: break /* exit(2) */
        fi
    od;
    process_exit()
}

/* signal.c: end, with interrupt_wait and wait_queue.c: wait_queue_interrupt. */
inline kill(process) {
    atomic {
        if
        :: alive(process) ->
            is_killed[process] = true;
            if
            :: state[process] == BLOCKED -> is_interrupted[process] = true; state[process] = AWAKE
            :: else -> skip
            fi
        :: else -> skip
        fi;
        check_all()
    }
}

proctype killer() {
    if
    :: kill(1)
    :: skip
    fi;
    if
    :: kill(2)
    :: skip
    fi;
    if
    :: kill(3)
    :: skip
    fi
}

init {
    byte me = INIT, child = 0, which = 0;
    bool answered = false;
    state[INIT] = AWAKE;
    run killer();
    process_fork();
    do
    :: has_child(INIT, ANY) || has_zombie(INIT, ANY) -> process_wait(ANY)
    :: else -> break
    od;
    assert(state[1] == NONE && state[2] == NONE && state[3] == NONE)
}
