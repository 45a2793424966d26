"""Why a process does not run: one sentence, from the model of a trace.

    from tools import trace, why
    model = trace.Model(trace.Trace.load("build/run.trace"))
    why.why(model, 1200, 5)   # "5 is READY for 3 ticks: 4 runs, 6 is ahead; 5 left the CPU when its slice ended"

The page, gdb's `why` and the kernel's use the same words for what they know. Each function below is one part of the
sentence, and reads nothing but the model.
"""
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

from tools.trace import (BLOCKED, IDLE, READY, RUNNING, ZOMBIE, Model, Moment, Operation, Process, Reason, Semaphore,
                         SemaphoreEvent, StateChange, latest, signed, status_words)

SHOWN = 3  # of a longer list so many are named, and the others counted
LEFT = {  # RUNNING -> READY
    Reason.SLICE_ENDED: "its slice ended", Reason.YIELDED: "it yielded",
    Reason.PREEMPTED: "a better process became ready", Reason.SUSPENDED: "it was suspended",
}
MADE_ROOM = {  # how the CPU came free, told of the process that had it
    Reason.SLICE_ENDED: "{}'s slice ended", Reason.YIELDED: "{} yielded", Reason.PREEMPTED: "{} was preempted",
    Reason.SUSPENDED: "{} was suspended", Reason.BLOCKED: "{} blocked", Reason.EXITED: "{} ended",
}


def why(model: Model, index: int, pid: int) -> str:
    """Why process `pid` is, or is not, running just after record `index`."""
    moment = model.at(index)
    index = moment.index
    if pid == IDLE:
        return _idle(moment)
    process = _process(model, index, pid)
    if process is None:
        later = any(other.pid == pid for other in model.processes)
        return f"there is no process {pid} yet" if later else f"there has never been a process {pid}"
    if process.reaped is not None and process.reaped <= index:
        return (f"{pid} is gone: it ended ({status_words(process.status or 0)}), "
                f"and {_parent(process, process.reaped)} waited for it at tick {_tick(model, process.reaped)}")
    change = latest(process.states, index)
    assert change  # each begins at birth
    if change.state == RUNNING:
        return f"{pid} is RUNNING {_since(model, moment, change.index)}: {_picked(model, process, change)}"
    if change.state == ZOMBIE:
        return (f"{pid} is a ZOMBIE since tick {_tick(model, change.index)} ({status_words(process.status or 0)}): "
                f"its parent {_parent(process, index)} has not waited for it")
    if change.state == READY:
        return _ready(model, moment, process, change)
    if change.state == BLOCKED:
        return _blocked(model, moment, process, change) + _also_suspended(model, moment, process)
    return f"{pid} is NEW: {_parent(process, index)} is forking it"


# --- One state each ------------------------------------------------------------------------------------------------


def _idle(moment: Moment) -> str:
    if moment.running == IDLE:
        return "0 (idle) has the CPU: nobody was ready"
    return f"0 (idle) gets the CPU only when nobody is ready: {moment.running} runs"


def _picked(model: Model, process: Process, change: StateChange) -> str:
    switch = latest(model.switches, change.index)
    before = latest(process.states, change.index - 1)
    assert before
    if switch is None or switch.index < before.index:  # the CPU did not change hands
        return f"nobody else was ready when {LEFT.get(before.reason, 'it was picked')}"
    if switch.old == IDLE:
        return "the CPU was idle when it became ready"
    return f"it was first in the ready queue when {MADE_ROOM.get(switch.reason, '{} left it').format(switch.old)}"


def _ready(model: Model, moment: Moment, process: Process, change: StateChange) -> str:
    pid = process.pid
    suspension = latest(process.suspensions, moment.index)
    if suspension and suspension.suspended:
        return (f"{pid} is READY but suspended since tick {_tick(model, suspension.index)} by {_who(suspension.by)}: "
                "it waits for SIGCONT")
    resumed = suspension if suspension and suspension.index > change.index else None
    queued = resumed.index if resumed else change.index
    runs = f"{moment.running} runs" if moment.running else "nobody runs yet"
    ahead = moment.ready[:moment.ready.index(pid)]
    line = f"{_list(ahead)} {_are(ahead)} ahead" if ahead else "it is next"
    came = f"{pid} was resumed by {_who(resumed.by)}" if resumed else _became_ready(model, process, change)
    return f"{pid} is READY {_since(model, moment, queued)}: {runs}, {line}; {came}"


def _became_ready(model: Model, process: Process, change: StateChange) -> str:
    pid = process.pid
    if change.reason == Reason.FORKED:
        return f"{pid} was forked by {_who(process.parents[0][1])} and has not run yet"
    if change.reason in LEFT:
        return f"{pid} left the CPU when {LEFT[change.reason]}"
    wait = latest(process.states, change.index - 1)
    assert wait
    if change.reason == Reason.INTERRUPTED:
        return f"a signal ended {pid}'s {_wait_name(model, wait)}"
    if change.reason == Reason.DESTROYED:
        return f"{_who(change.waker)} destroyed what {pid} waited for in {_wait_name(model, wait)}"
    if wait.reason == Reason.SLEEP:
        return f"{pid}'s sleep is over"
    if wait.reason == Reason.READ:
        return f"{pid}'s input has come"
    if wait.reason == Reason.P:
        return f"{change.waker}'s V let {pid} through {_wait_name(model, wait)}"
    return f"{pid} was woken from {_wait_name(model, wait)} by {_who(change.waker)}"


def _blocked(model: Model, moment: Moment, process: Process, change: StateChange) -> str:
    tick = _tick(model, change.index)
    start = f"{process.pid} is BLOCKED in {_wait_name(model, change)}"
    if change.reason == Reason.P:
        return f"{start}, held up since tick {tick}{_semaphore_words(model, moment, process.pid, change.object)}"
    if change.reason == Reason.WAIT:
        return f"{start} since tick {tick}: {_children_words(model, moment, process, change)}"
    if change.reason == Reason.SLEEP:
        woken = next((later for later in process.states if later.index > change.index), None)
        if woken and woken.reason == Reason.WOKEN:  # the trace does not say the deadline, but what came of it
            return f"{start} since tick {tick}, until tick {_tick(model, woken.index)}"
        return f"{start} since tick {tick}: its time has not come"
    missing = "no input has come" if change.reason == Reason.READ else "there is no room for its output"
    return f"{start} since tick {tick}: {missing}"


def _also_suspended(model: Model, moment: Moment, process: Process) -> str:
    suspension = latest(process.suspensions, moment.index)
    if not suspension or not suspension.suspended:
        return ""
    return f"; it is also suspended since tick {_tick(model, suspension.index)} by {_who(suspension.by)}"


# --- What it waits for ---------------------------------------------------------------------------------------------


def _wait_name(model: Model, wait: StateChange) -> str:
    """A wait as the program calls it."""
    if wait.reason != Reason.P:
        return Reason(wait.reason).name.lower()
    semaphore = _semaphore(model, wait.index, wait.object)
    label = latest(semaphore.labels, wait.index) if semaphore else None
    return f"P({label[1] if label else f'semaphore {wait.object}'})"


def _semaphore_words(model: Model, moment: Moment, pid: int, identity: int) -> str:
    semaphore = _semaphore(model, moment.index, identity)
    waiters = moment.semaphores[identity].waiters if identity in moment.semaphores else ()
    ahead = waiters[:waiters.index(pid)] if pid in waiters else ()
    behind = f", behind {_list(ahead)}" if ahead else ""
    if semaphore is None:
        return behind
    last, inside = users(model, moment.index, semaphore)
    lock = is_lock(semaphore)
    if last is None:
        words = "; nobody has passed it yet"
    elif not lock or not inside:
        words = f"; {last} passed it last"
    elif inside == [last]:
        words = f"; {last} passed it last and has not given it back"
    else:
        words = f"; {last} passed it last, {_list(inside)} {_have(inside)} not given it back"
    ended = [other for other in inside if lock and _has_ended(model, moment.index, other)]
    if ended:
        words += f" ({_list(ended)} {_have(ended)} ended)"
    if not lock or last is None:
        given = [event for event, count in _units(semaphore) if count < 0 and event.index <= moment.index]
        words += (f"; the last V was {given[-1].pid}'s at tick {given[-1].tick}" if given else
                  "; nobody has done V on it")
    return behind + words


def users(model: Model, index: int, semaphore: Semaphore) -> Tuple[Optional[int], List[int]]:
    """Who passed P last, and who has passed it more often than given it back."""
    units = [(event.index, event.pid, count) for event, count in _units(semaphore) if event.index <= index]
    for process in model.processes:
        woken = _woken(process, index)
        wait = latest(process.states, woken.index - 1) if woken else None
        if not woken or not wait or wait.reason != Reason.P or _semaphore(model, wait.index, wait.object) != semaphore:
            continue
        # V has let it through. V's own record comes after that, and P's when the process runs.
        later = {(pid, count) for when, pid, count in units if when > woken.index}
        units += [(woken.index, pid, count) for pid, count in ((process.pid, 1), (woken.waker, -1))
                  if (pid, count) not in later]
    held: Dict[int, int] = {}
    last = None
    for _, pid, count in sorted(units):
        held[pid] = held.get(pid, 0) + count
        last = pid if count > 0 else last
    return last, sorted(pid for pid, count in held.items() if count > 0)


def is_lock(semaphore: Semaphore) -> bool:
    """Whether nobody ever gives a unit that he has not taken: then who has taken one is inside."""
    held: Dict[int, int] = {}
    for event, count in _units(semaphore):
        held[event.pid] = held.get(event.pid, 0) + count
        if held[event.pid] < 0:
            return False
    return True


def _units(semaphore: Semaphore) -> Iterator[Tuple[SemaphoreEvent, int]]:
    """Each unit that was taken (1) or given (-1)."""
    for event in semaphore.events:
        if event.result >= 0 and event.operation in (Operation.P, Operation.TRY, Operation.V):
            yield event, -1 if event.operation == Operation.V else 1


def _children_words(model: Model, moment: Moment, process: Process, change: StateChange) -> str:
    entered = latest(process.waits, change.index)
    call = model.trace.record(entered[1]).words if entered else (0, 0)
    wanted = signed(call[1])
    alive = [view.pid for view in moment.processes.values() if view.parent == process.pid and view.state != "ZOMBIE"
             and _is_meant(model, moment, process, view.pid, wanted)]
    if not alive:
        return "a child has ended"  # and wakes it with the next record
    return f"its {'child' if len(alive) == 1 else 'children'} {_list(alive)} {_have(alive)} not ended"


def _is_meant(model: Model, moment: Moment, parent: Process, pid: int, wanted: int) -> bool:
    """wait4's first argument: a pid, -1 for any child, 0 for one in the own group, -N for one in group N."""
    if wanted > 0:
        return pid == wanted
    if wanted == -1:
        return True
    child = _process(model, moment.index, pid)
    return child is not None and _group(child, moment.index) == (-wanted or _group(parent, moment.index))


# --- Small words and look-ups --------------------------------------------------------------------------------------


def _process(model: Model, index: int, pid: int) -> Optional[Process]:
    """Who had this pid last, at this time."""
    return next((one for one in reversed(model.processes) if one.pid == pid and one.born <= index), None)


def _semaphore(model: Model, index: int, identity: int) -> Optional[Semaphore]:
    return next((one for one in reversed(model.semaphores) if one.id == identity and one.created <= index), None)


def _woken(process: Process, index: int) -> Optional[StateChange]:
    """The end of its last wait, if it has not waited again."""
    for change in reversed(process.states):
        if change.index <= index and change.state == BLOCKED:
            return None
        if change.index <= index and change.reason == Reason.WOKEN:
            return change
    return None


def _parent(process: Process, index: int) -> int:
    parent = latest(process.parents, index)
    return parent[1] if parent else IDLE


def _group(process: Process, index: int) -> int:
    group = latest(process.groups, index)
    return group[1] if group else 0


def _has_ended(model: Model, index: int, pid: int) -> bool:
    process = _process(model, index, pid)
    return process is not None and process.ended is not None and process.ended <= index


def _tick(model: Model, index: int) -> int:
    return model.trace.time(index)[1]


def _since(model: Model, moment: Moment, index: int) -> str:
    ticks = moment.tick - _tick(model, index)
    return f"for {ticks} tick{'' if ticks == 1 else 's'}" if ticks else "since this tick"


def _who(pid: int) -> str:
    return str(pid) if pid else "the kernel"


def _list(pids: Sequence[int]) -> str:
    """4 / 4 and 5 / 4, 5 and 6 / 4, 5, 6 and 2 more"""
    words: List[str] = [str(pid) for pid in pids[:SHOWN]]
    if len(pids) > SHOWN:
        words.append(f"{len(pids) - SHOWN} more")
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _are(pids: Sequence[int]) -> str:
    return "is" if len(pids) == 1 else "are"


def _have(pids: Sequence[int]) -> str:
    return "has" if len(pids) == 1 else "have"
