"""Round robin, judged by the trace. That the head of the ready queue is picked, that the idle process runs only when
the queue is empty, and that nobody runs who is not READY, the model checks in every run; here is what it does not."""
import pytest

from tools.trace import IDLE, READY, RUNNING, Reason

SPINNERS = "/test/spinners"
FAST = "hz=1000 audit=0"  # the same number of ticks in a tenth of the time; too short for an audit at every switch


def slices(model, process):
    """The lengths in ticks of the process's slices that ended because they were used up."""
    return [model.trace.record(left.index).ticks - model.trace.record(picked.index).ticks
            for picked, left in zip(process.states, process.states[1:])
            if picked.state == RUNNING and left.reason == Reason.SLICE_ENDED]


def children(model):
    """The three that compute: the parent is the first with this name."""
    return model.named("spinners")[1:]


@pytest.mark.properties("S34", "S35")
@pytest.mark.parametrize("quantum", [1, 2, 5, 20])
def test_a_slice_is_exactly_a_quantum(boot, quantum):
    model = boot(SPINNERS, words=f"quantum={quantum} {FAST}").model
    assert model.header.quantum == quantum and len(children(model)) == 3
    for process in children(model):
        assert len(slices(model, process)) >= 3
        assert set(slices(model, process)) == {quantum}


@pytest.mark.properties("S33", "S43")
def test_equals_take_turns(boot):
    model = boot(SPINNERS, words=FAST).model
    pids = [process.pid for process in children(model)]
    first_end = min(process.ended for process in children(model))
    turns = [switch.new for switch in model.switches if switch.new in pids and switch.index < first_end]
    assert len(turns) >= 30
    assert turns == (pids * len(turns))[:len(turns)]
    used = [process.ticks for process in children(model)]
    assert max(used) - min(used) <= model.header.quantum


@pytest.mark.properties("S36", "S37")
def test_who_yields_goes_to_the_tail(boot):
    model = boot("/test/yield_turns").model
    yielded = 0
    for process in model.named("yield_turns"):
        for change in process.states:
            if change.state == READY and change.reason == Reason.YIELDED:
                moment = model.at(change.index)
                assert len(moment.ready) > 1 and moment.ready[-1] == process.pid
                yielded += 1
    assert yielded >= 10
    # The first process yields when it is alone: it goes on at once, without leaving the CPU.
    parent = model.named("yield_turns")[0]
    assert parent.status == 0 and all(change.reason != Reason.YIELDED for change in parent.states)


@pytest.mark.properties("S38", "S39", "S40", "S41", "S42", "S44", "X100")
def test_states_and_queues_hold_together_under_load(boot):
    """The model follows every state and both kinds of queue, and audit=1 makes the kernel look at them itself. While it
    traces, the kernel also asserts that each system call ends with interrupts on."""
    commands = "producer_consumer & forktree 5 & /test/yield_turns & /test/spinners & readers_writers & wait; sleep 1"
    model = boot(commands, words="quantum=1").model
    reasons = [change.reason for process in model.processes for change in process.states]
    for reason in (Reason.P, Reason.WAIT, Reason.SLEEP, Reason.WOKEN, Reason.YIELDED, Reason.SLICE_ENDED):
        assert reasons.count(reason) >= 5
    assert any(switch.new == IDLE for switch in model.switches)
    assert max(len(queue) for _, queue in model.ready_queues()) >= 5


@pytest.mark.properties("T58")
def test_every_tick_is_charged_to_somebody(boot):
    model = boot(SPINNERS, words=FAST).model
    charged = model.idle_ticks + sum(process.ticks for process in model.processes)
    assert charged == model.trace.record(-1).ticks


@pytest.mark.properties("T58")
def test_the_kernel_has_counted_every_tick(boot_under_gdb):
    """Its own counters, read when init has ended: what is not idle's was charged to init or to descendants."""
    machine = boot_under_gdb(words="console=vga trace=on", run=f"{SPINNERS}; sleep 1; forktree 3", stopped=True)
    machine.stop()
    machine.gdb("hbreak machine_power_off")
    assert "machine_power_off" in machine.gdb("continue")
    user = machine.value("current->user_ticks + current->children_user_ticks")
    kernel = machine.value("current->kernel_ticks + current->children_kernel_ticks")
    idle, ticks = machine.value("idle_ticks"), machine.value("ticks")
    machine.go()
    status, model = machine.end()
    assert status == 0 and user > 0 and idle >= model.header.hz
    assert user + kernel + idle == ticks
    assert user == sum(process.user_ticks for process in model.processes)
    assert kernel == sum(process.kernel_ticks for process in model.processes)
    assert idle == model.idle_ticks


@pytest.mark.properties("T53", "T54", "T57")
def test_a_sleeper_uses_no_time_and_wakes_on_time(boot):
    model = boot("sleep 1").model
    sleeper = model.named("sleep")[-1]
    asleep = [(a, b) for a, b in zip(sleeper.states, sleeper.states[1:]) if a.reason == Reason.SLEEP]
    assert len(asleep) == 1
    start, end = (model.trace.record(change.index).ticks for change in asleep[0])
    assert model.header.hz <= end - start <= model.header.hz + 1
    assert sleeper.ticks <= 1
