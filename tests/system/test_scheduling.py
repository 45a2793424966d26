"""Round robin, judged by the trace. That the head of the ready queue is picked, that the idle process runs only when
the queue is empty, and that nobody runs who is not READY, the model checks in every run; here is what it does not."""
import pytest

from tools.trace import READY, RUNNING, Reason

SPINNERS = "round_robin"


def slices(model, process):
    """The lengths in ticks of the process's slices that ended because they were used up."""
    lengths = []
    for picked, left in zip(process.states, process.states[1:]):
        if picked.state == RUNNING and left.reason == Reason.SLICE_ENDED:
            lengths.append(model.trace.record(left.index).ticks - model.trace.record(picked.index).ticks)
    return lengths


def spinners(model):
    """The three that compute without a pause: they have used up the most slices."""
    return sorted(model.named(SPINNERS), key=lambda process: -len(slices(model, process)))[:3]


@pytest.mark.properties("S34", "S35")
@pytest.mark.parametrize("quantum", [1, 2, 5, 20])
def test_a_slice_is_exactly_a_quantum(boot, quantum):
    model = boot(SPINNERS, words=f"quantum={quantum}").model
    assert model.header.quantum == quantum
    for process in spinners(model):
        assert len(slices(model, process)) >= 3
        assert set(slices(model, process)) == {quantum}


@pytest.mark.properties("S33", "S43")
def test_equals_take_turns(boot):
    model = boot(SPINNERS).model
    pids = [process.pid for process in spinners(model)]
    turns = [switch.new for switch in model.switches if switch.reason == Reason.SLICE_ENDED and switch.new in pids]
    rounds = turns[:len(turns) // 3 * 3]
    assert len(rounds) >= 9
    assert rounds == rounds[:3] * (len(rounds) // 3)


@pytest.mark.properties("S36", "S37")
def test_who_yields_goes_to_the_tail(boot):
    model = boot("/test/yield_turns").model
    with_others = alone = 0
    for process in model.named("yield_turns"):
        for change, following in zip(process.states, process.states[1:]):
            if change.state == READY and change.reason == Reason.YIELDED:
                moment = model.at(change.index)
                assert moment.ready[-1] == process.pid
                with_others += len(moment.ready) > 1
                if len(moment.ready) == 1:  # the next record but one picks it again
                    alone += 1
                    assert following.index == change.index + 1
    assert with_others >= 10 and alone >= 3


@pytest.mark.properties("T58")
def test_every_tick_is_charged_to_somebody(boot):
    model = boot(SPINNERS).model
    charged = model.idle_ticks + sum(process.ticks for process in model.processes)
    assert charged == model.trace.record(-1).ticks


@pytest.mark.properties("T53", "T54", "T57")
def test_a_sleeper_uses_no_time_and_wakes_on_time(boot):
    model = boot("sleep 1").model
    sleeper = model.named("sleep")[-1]
    asleep = [(a, b) for a, b in zip(sleeper.states, sleeper.states[1:]) if a.reason == Reason.SLEEP]
    assert len(asleep) == 1
    start, end = (model.trace.record(change.index).ticks for change in asleep[0])
    assert model.header.hz <= end - start <= model.header.hz + 1
    assert sleeper.ticks <= 1
