"""why: the sentence for each thing that can keep a process from running, in scripted situations."""
import pytest

from records import booted, family
from tools import why as sentences
from tools.trace import SYSTEM_CALLS, Kind


def why(recorder, pid, index=-1):
    return sentences.why(recorder.model(), index, pid)


def competing(names=(2, 3, 4)):
    """2 runs; 3 and 4 are ready; 1 waits for any child."""
    recorder = booted()
    for pid in names:
        recorder.fork(1, pid)
    recorder.add(Kind.SYSCALL_ENTER, 1, SYSTEM_CALLS["wait4"], -1)
    return recorder.block(1, "WAIT", new=names[0])


def locked(value=1):
    """2 has passed P(lock) and sleeps in it; 3 waits in P; 4 runs."""
    recorder = competing().semaphore(2, "CREATE", 0, value).semaphore(2, "LABEL", 0, value, label="lock")
    recorder.semaphore(2, "P", 0, value - 1).block(2, "SLEEP", new=3)
    return recorder.block(3, "P", new=4, thing=0)


def test_slice_ended():
    recorder = competing()
    recorder.tick(2).tick(2)
    recorder.yield_to(2, 3, "SLICE_ENDED").tick(3)
    assert why(recorder, 2) == "2 is READY for 1 tick: 3 runs, 4 is ahead; 2 left the CPU when its slice ended"
    assert why(recorder, 3) == "3 is RUNNING for 1 tick: it was first in the ready queue when 2's slice ended"
    assert why(recorder, 4) == "4 is READY for 3 ticks: 3 runs, it is next; 4 was forked by 1 and has not run yet"


@pytest.mark.parametrize("reason, words", [("YIELDED", "it yielded"), ("PREEMPTED", "a better process became ready")])
def test_how_it_left(reason, words):
    assert why(competing().yield_to(2, 3, reason), 2).endswith(f"; 2 left the CPU when {words}")


def test_long_queue():
    recorder = competing((2, 3, 4, 5, 6, 7))
    assert ": 2 runs, 3 and 4 are ahead;" in why(recorder, 5)
    assert ": 2 runs, 3, 4, 5 and 1 more are ahead;" in why(recorder, 7)


def test_slice_ended_with_nobody_else():
    recorder = booted()
    recorder.state(1, "RUNNING", "READY", "SLICE_ENDED")
    assert why(recorder, 1) == "1 is READY since this tick: nobody runs yet, it is next; " \
                               "1 left the CPU when its slice ended"
    recorder.state(1, "READY", "RUNNING", "PICKED")
    assert why(recorder, 1) == "1 is RUNNING since this tick: nobody else was ready when its slice ended"


def test_in_P():
    recorder = locked()
    assert why(recorder, 3) == "3 is BLOCKED in P(lock), held up since tick 0; " \
                               "2 passed it last and has not given it back"
    recorder.block(4, "P", thing=0)
    assert why(recorder, 4) == "4 is BLOCKED in P(lock), held up since tick 0, behind 3; " \
                               "2 passed it last and has not given it back"


def test_let_through():
    recorder = locked().wake(2).yield_to(4, 2).wake(3, 2)
    recorder.semaphore(2, "V", 0, 0)
    assert why(recorder, 3) == "3 is READY since this tick: 2 runs, 4 is ahead; 2's V let 3 through P(lock)"
    recorder.block(2, "SLEEP", new=4).block(4, "P", new=3, thing=0)
    assert "; 3 passed it last and has not given it back" in why(recorder, 4)  # though its P has not returned
    recorder.semaphore(3, "P", 0, 0)
    assert "; 3 passed it last and has not given it back" in why(recorder, 4)


def test_several_inside():
    recorder = competing().semaphore(2, "CREATE", 0, 2).semaphore(2, "P", 0, 1).yield_to(2, 3)
    recorder.semaphore(3, "P", 0, 0).yield_to(3, 4).block(4, "P", new=2, thing=0)
    assert why(recorder, 4).endswith("P(semaphore 0), held up since tick 0; 3 passed it last, 2 and 3 have not given "
                                     "it back")
    recorder.exit(2, 0, new=3)
    assert why(recorder, 4).endswith("2 and 3 have not given it back (2 has ended)")


def test_semaphore_as_a_signal():
    recorder = competing().semaphore(2, "CREATE", 0, 0).block(2, "P", new=3, thing=0)
    assert why(recorder, 2).endswith("; nobody has passed it yet; nobody has done V on it")
    recorder.tick(3).wake(2, 3).semaphore(3, "V", 0, 0).block(3, "SLEEP", new=4).block(4, "SLEEP", new=2)
    recorder.semaphore(2, "P", 0, 0).block(2, "P", thing=0)
    assert why(recorder, 2) == "2 is BLOCKED in P(semaphore 0), held up since tick 1; 2 passed it last; " \
                               "the last V was 3's at tick 1"


@pytest.mark.parametrize("reason, words", [
    ("DESTROYED", "4 destroyed what 3 waited for in P(lock)"), ("INTERRUPTED", "a signal ended 3's P(lock)")])
def test_P_in_vain(reason, words):
    assert why(locked().wake(3, 4, reason), 3).endswith(f": 4 runs, it is next; {words}")


def test_in_wait():
    recorder = competing()
    assert why(recorder, 1) == "1 is BLOCKED in wait since tick 0: its children 2, 3 and 4 have not ended"
    recorder.exit(2, 0, new=3)
    assert why(recorder, 1).endswith("its children 3 and 4 have not ended")
    recorder.exit(3, 0, new=4).wake(1, 3)
    assert why(recorder, 1) == "1 is READY since this tick: 4 runs, it is next; 1 was woken from wait by 3"


@pytest.mark.parametrize("argument, words", [(3, "its child 3 has"), (0, "its children 2 and 3 have"),
                                             (-7, "its child 4 has")])
def test_in_wait_for_some(argument, words):
    recorder = booted().fork(1, 2).fork(1, 3).fork(1, 4).add(Kind.GROUP, 4, 7)
    recorder.add(Kind.SYSCALL_ENTER, 1, SYSTEM_CALLS["wait4"], argument)
    recorder.block(1, "WAIT", new=2)
    assert why(recorder, 1).endswith(f": {words} not ended")


def test_in_sleep():
    recorder = family().block(1, "SLEEP", new=2)
    assert why(recorder, 1) == "1 is BLOCKED in sleep since tick 0: its time has not come"
    index = len(recorder.trace()) - 1
    recorder.tick(2).wake(1)
    assert why(recorder, 1, index) == "1 is BLOCKED in sleep since tick 0, until tick 1"
    assert why(recorder, 1).endswith("; 1's sleep is over")


@pytest.mark.parametrize("reason, words, after", [
    ("READ", "read since tick 0: no input has come", "1's input has come"),
    ("WRITE", "write since tick 0: there is no room for its output", "1 was woken from write by the kernel")])
def test_at_the_console(reason, words, after):
    recorder = family().block(1, reason, new=2)
    assert why(recorder, 1) == f"1 is BLOCKED in {words}"
    assert why(recorder.wake(1), 1).endswith(f"; {after}")


def test_suspended():
    recorder = family().add(Kind.SUSPEND, 2, 1, 1).tick(1)
    assert why(recorder, 2) == "2 is READY but suspended since tick 0 by 1: it waits for SIGCONT"
    recorder.add(Kind.SUSPEND, 2, 0, 0)
    assert why(recorder, 2) == "2 is READY since this tick: 1 runs, 3 is ahead; 2 was resumed by the kernel"


def test_suspended_while_it_waits():
    recorder = locked().tick(4).add(Kind.SUSPEND, 3, 1, 4)
    assert why(recorder, 3) == "3 is BLOCKED in P(lock), held up since tick 0; 2 passed it last and has not given it " \
                               "back; it is also suspended since tick 1 by 4"


def test_the_end():
    recorder = competing().tick(2).exit(2, 0x700, new=3)
    assert why(recorder, 2) == "2 is a ZOMBIE since tick 1 (exit 7): its parent 1 has not waited for it"
    assert why(recorder, 3) == "3 is RUNNING since this tick: it was first in the ready queue when 2 ended"
    recorder.wake(1, 2).block(3, "SLEEP", new=4).block(4, "SLEEP", new=1).add(Kind.REAP, 1, 2, 0x700)
    assert why(recorder, 2) == "2 is gone: it ended (exit 7), and 1 waited for it at tick 1"


def test_nobody():
    recorder = booted()
    index = len(recorder.trace()) - 1
    recorder.fork(1, 2)
    assert why(recorder, 2, index) == "there is no process 2 yet"
    assert why(recorder, 2, index + 1) == "2 is NEW: 1 is forking it"
    assert why(recorder, 9) == "there has never been a process 9"


def test_first_and_idle():
    recorder = booted()
    assert why(recorder, 1, 3).endswith("; 1 was forked by the kernel and has not run yet")
    assert why(recorder, 1) == "1 is RUNNING since this tick: the CPU was idle when it became ready"
    assert why(recorder, 0) == "0 (idle) gets the CPU only when nobody is ready: 1 runs"
    assert why(recorder.block(1, "SLEEP"), 0) == "0 (idle) has the CPU: nobody was ready"
