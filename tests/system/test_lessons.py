"""Every program of user/programs that teaches something shows what its comment promises, and is content with itself.
What it teaches of processes, scheduling and P and V is judged by what happened, in the trace's model; beside it, what
the lesson prints has to be there to read."""
import re

import pytest

from boot import ROOT
from tools import why
from tools.timeline import sections
from tools.trace import INIT, RUNNING, Reason, status_words

# What each shows, by command: patterns that its lines must match.
SHOWN = {
    "hello": [r"^hello, world$"],
    "one_program": [r"^number is +300 +101"],
    "forkdemo": [r"^child: times 10 +10 +20 +30 +40$", r"^parent: its own +1 +2 +3 +40$"],
    "forktree 4": [r"^16 processes$"],
    "zombie": [r"^has ended: a zombie", r"exit status 7"],
    "orphan": [r"my parent is 1 now$"],
    "suspend": [r"^SIGSTOP: it is stopped", r"^SIGCONT: it counts again"],
    "usage": [r"^computed +0\.(19|2\d) s +0\.0\d s +0\.00 s +0\.00 s", r"^read a file +0\.\d\d s +0\.[1-9]\d s +0\.00",
              r"^a child computed .* 0\.00 s +0\.00 s", r"^waited for it .* 0\.(19|2\d) s +0\.0\d s"],
    "round_robin": [r"^whose turn:( 1 2 3){4}"],
    "time sleep 1": [r"^by the clock +1\.0[0-9]\d s$", r"^in user mode +0\.0", r"^in the kernel +0\.0"],
    "time round_robin": [r"^by the clock +1\.5", r"^in user mode +1\.[45]"],
    "relay": [r"^who ran:( [4-8]){32}$"],
    "race": [r"^one after the other .* 0$", r"^at the same time .* [1-9]\d*$"],
    "race_fixed": [r"^at the same time .* 0$"],
    "producer_consumer": [r"^10 items put, 10 taken, at most 4 in 4 slots$"],
    "readers_writers": [r"^10 visits, 4 times written, up to [23] readers together$"],
    "philosophers": [r"^philosopher [1-5] eats", r"^all have eaten 3 times$"],
    "philosophers 5 deadlock": [r"^philosopher 5 holds fork 5 and waits for fork 1", r"^a deadlock: "],
    "barber": [r"^\d customers served, \d turned away$"],
}
# Tools for people, tested elsewhere.
TOOLS = {"init", "sh", "help", "ls", "cat", "echo", "sleep", "kill", "ps", "why", "halt", "true", "false", "spin"}


def overlaps(model):
    return sections.read(model)[1]


def workers(model, name):
    """All of its processes but the first."""
    return model.named(name)[1:]


def forkdemo(model):
    parent, child = model.named("forkdemo")
    assert child in parent.children and child.ended < parent.ended


def zombie(model):
    """It lies there, dead, while its parent sleeps; then the parent waits for it."""
    parent, child = model.named("zombie")
    asleep = [(change.index, woken.index) for change, woken in zip(parent.states, parent.states[1:])
              if change.reason == Reason.SLEEP]
    assert any(begin < child.ended < end < child.reaped for begin, end in asleep)
    assert status_words(child.status) == "exit 7"


def orphan(model):
    child = model.named("orphan")[-1]
    adopted = child.parents[-1][0]
    assert child.parents[-1][1] == INIT and model.process(child.parents[0][1]).ended <= adopted < child.ended


def suspend(model):
    """While it is suspended it does not run, though it could: it is ready."""
    child = model.named("suspend")[-1]
    stopped, resumed = child.suspensions
    assert stopped.suspended and not resumed.suspended
    assert not [change for change in child.states if stopped.index < change.index < resumed.index
                and change.state == RUNNING]
    assert "suspended since tick" in why.why(model, resumed.index - 1, child.pid)
    assert [change for change in child.states if change.index > resumed.index and change.state == RUNNING]


def round_robin(model):
    """The three take turns, each for a quantum: 1 2 3 1 2 3 ..."""
    pids = [process.pid for process in workers(model, "round_robin")]
    turns = [(switch.old, switch.new) for switch in model.switches if switch.reason == Reason.SLICE_ENDED
             and {switch.old, switch.new} <= set(pids)]
    following = dict(zip(pids, pids[1:] + pids[:1]))
    assert len(turns) >= 12 and all(following[old] == new for old, new in turns)


def race(model):
    """The two that count at the same time are in the critical section together."""
    pair = {process.pid for process in workers(model, "race")[-2:]}
    met = [{model.processes[place].pid for place in overlap.processes} for overlap in overlaps(model)]
    assert met and all(pids == pair for pids in met)


def race_fixed(model):
    assert len(model.marked("critical")) >= 20 and not overlaps(model)
    mutex = model.semaphore("mutex")
    assert mutex.passed == mutex.given and mutex.value == 1


def producer_consumer(model):
    """Of 4 slots never more than 4 are full, and never fewer than none."""
    empty, full = model.semaphore("empty"), model.semaphore("full")
    assert (empty.initial, full.initial) == (4, 0) and empty.passed == full.passed == full.given == empty.given == 10
    assert {event.value for event in empty.events} | {event.value for event in full.events} <= set(range(5))
    assert not overlaps(model)


def readers_writers(model):
    assert len(model.marked("writing")) == 2 * 4 and len(model.marked("reading")) == 2 * 6 and not overlaps(model)


def philosophers(model):
    for process in workers(model, "philosophers"):
        meals = [mark for mark in model.marked("eating") if mark.pid == process.pid and mark.value]
        assert len(meals) == 3
    assert not overlaps(model)


def deadlock(model):
    """Before they are killed each waits in P for a fork that the next one holds, and the last for the first one's."""
    index = model.signals[0].index - 1
    waits_for = {}
    for process in workers(model, "philosophers"):
        view = model.at(index).processes[process.pid]
        assert (view.state, view.reason) == ("BLOCKED", "P")
        fork = next(one for one in model.semaphores if one.id == view.object)
        (holder,) = why.users(model, index, fork)[1]
        waits_for[process.pid] = holder
        assert f"; {holder} passed it last and has not given it back" in why.why(model, index, process.pid)
    pids = list(waits_for)
    assert waits_for == dict(zip(pids, pids[1:] + pids[:1]))


def barber(model):
    """Each customer leaves with short hair or without having sat down, and the barber cuts as many times."""
    customers, finished = model.semaphore("customers"), model.semaphore("finished")
    cuts = [mark for mark in model.marked("cutting") if mark.value]
    served = {event.pid for event in finished.events if event.operation == why.Operation.P}
    assert len(cuts) == len(served) == finished.given and 0 < len(served) < 8
    assert customers.given == len(served) + 1  # and once, so that the barber goes home


# What happened, by the name of the program, or of the way it was called.
JUDGED = {"forkdemo": forkdemo, "zombie": zombie, "orphan": orphan, "suspend": suspend, "round_robin": round_robin,
          "race": race, "race_fixed": race_fixed, "producer_consumer": producer_consumer,
          "readers_writers": readers_writers, "philosophers": philosophers, "philosophers 5 deadlock": deadlock,
          "barber": barber}


@pytest.mark.parametrize("command", SHOWN)
def test_lesson(command, boot):
    run = boot(command)
    for pattern in SHOWN[command]:
        assert re.search(pattern, run.text, re.MULTILINE), run.text
    if command in JUDGED:
        JUDGED[command](run.model)


def test_every_lesson_is_tested():
    programs = {path.stem for path in (ROOT / "user" / "programs").glob("*.c")}
    assert programs - TOOLS == {command.split()[0] for command in SHOWN}
