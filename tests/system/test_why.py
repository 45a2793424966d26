"""why, in situations that happen: each sentence is looked up in the trace of a run where it has to be true."""
import re

import pytest

from tools import why as sentences
from tools.trace import BLOCKED, READY, ZOMBIE, Reason


def after(process, state, reason=None):
    """The records with which a process gets into a state."""
    return [change.index for change in process.states
            if change.state == state and reason in (None, change.reason)]


def check(model, process, indices, pattern):
    assert indices
    for index in indices:
        sentence = sentences.why(model, index, process.pid)
        assert re.fullmatch(pattern.format(pid=process.pid), sentence), sentence


@pytest.fixture
def situation(boot):
    return lambda command, name, **options: (lambda model: (model, model.named(name)))(boot(command, **options).model)


def test_the_slice_has_ended(situation):
    model, (parent, *workers) = situation("round_robin", "round_robin")
    for process in workers:
        check(model, process, [index + 2 for index in after(process, READY, Reason.SLICE_ENDED)],
              r"{pid} is READY since this tick: \d+ runs, (it is next|.* ahead); "
              r"{pid} left the CPU when its slice ended")
    asked = after(workers[0], READY, Reason.SLICE_ENDED)[3] + 2
    long_after = next(one.index for one in model.trace.records() if one.ticks >= model.trace.record(asked).ticks + 3)
    check(model, workers[0], [long_after],
          rf"{{pid}} is READY for 3 ticks: {workers[1].pid} runs, {workers[2].pid} is ahead; "
          r"{pid} left the CPU when its slice ended")


def test_a_fork_that_another_holds(situation):
    model, (parent, *philosophers) = situation("philosophers 3", "philosophers")
    for process in philosophers:
        indices = after(process, BLOCKED, Reason.P)
        held = [index for index in indices if "fork" in sentences.why(model, index, process.pid)]
        check(model, process, held, r"{pid} is BLOCKED in P\(fork [123]\), held up since tick \d+(, behind [\d ]+)?; "
              r"(\d+) passed it last and has not given it back")


def test_waiting_for_children(situation):
    model, (parent, *children) = situation("forktree 1; forktree 2", "forktree")
    for process in (parent, *children):
        for index in after(process, BLOCKED, Reason.WAIT):
            check(model, process, [index], r"{pid} is BLOCKED in wait since tick \d+: its child(ren)? [\d, and]+ "
                  r"(has|have) not ended")
            named = re.findall(r"\d+", sentences.why(model, index, process.pid).partition(": ")[2])
            alive = {child.pid for child in process.children if child.born < index < (child.ended or index)}
            assert named and {int(pid) for pid in named} <= alive


def test_asleep(situation):
    model, (process, *_) = situation("sleep 1", "sleep")
    index, = after(process, BLOCKED, Reason.SLEEP)
    tick = model.trace.record(index).ticks
    until = int(re.search(r"until tick (\d+)$", sentences.why(model, index, process.pid)).group(1))
    assert tick + 100 <= until <= tick + 101
    assert "'s sleep is over" in sentences.why(model, after(process, READY, Reason.WOKEN)[0], process.pid)


def test_suspended(situation):
    model, (parent, child) = situation("suspend", "suspend")
    stopped, resumed = child.suspensions
    tick = model.trace.record(stopped.index).ticks
    check(model, child, [resumed.index - 1],
          rf"{{pid}} is READY but suspended since tick {tick} by {parent.pid}: it waits for SIGCONT")
    check(model, child, [resumed.index], rf"{{pid}} is READY since this tick: .*; {{pid}} was resumed by {parent.pid}")


def test_a_zombie(situation):
    model, (parent, child) = situation("zombie", "zombie")
    tick = model.trace.record(child.ended).ticks
    check(model, child, after(child, ZOMBIE),
          rf"{{pid}} is a ZOMBIE since tick {tick} \(exit 7\): its parent {parent.pid} has not waited for it")
    check(model, child, [child.reaped],
          rf"{{pid}} is gone: it ended \(exit 7\), and {parent.pid} waited for it at tick \d+")


def test_somebody_is_always_to_blame(boot):
    """For every process after every record there is a sentence, without a gap in it."""
    model = boot("producer_consumer & philosophers 3 & suspend; wait", words="quantum=1").model
    for index in range(0, len(model.trace), 7):
        for pid in [0, *(process.pid for process in model.processes)]:
            sentence = sentences.why(model, index, pid)
            assert not re.search(r"None|\?|semaphore \d|  |: ;|\(\)|, ,|: $", sentence), sentence
