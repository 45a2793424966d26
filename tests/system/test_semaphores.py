"""P and V, judged by the trace of the lessons. In every run the model checks that no unit is lost or made, that V wakes
the first waiter, that P blocks only at zero, that V and try_P never block; here, that there was something to check."""
import pytest

from tools.trace import Reason


def intervals(marks):
    """(record of the beginning, of the end) of each time that a process was inside, from its marks 1 and 0."""
    inside = {}
    for mark in marks:
        if mark.value:
            assert mark.pid not in inside
            inside[mark.pid] = mark.index
        else:
            yield inside.pop(mark.pid), mark.index
    assert not inside


def most_at_once(marks):
    here = most = 0
    for mark in marks:
        here += 1 if mark.value else -1
        most = max(most, here)
    return most


@pytest.mark.properties("P61", "P62", "P63", "P64", "P65", "P66", "P68")
@pytest.mark.parametrize("command", ["producer_consumer", "readers_writers", "barber", "philosophers"])
def test_units_are_conserved(boot, command):
    model = boot(command).model
    for semaphore in model.semaphores:
        assert semaphore.value == semaphore.initial + semaphore.given - semaphore.passed
    waits = [change for process in model.processes for change in process.states if change.reason == Reason.P]
    assert waits and sum(semaphore.passed for semaphore in model.semaphores) > len(waits)


@pytest.mark.parametrize("quantum", [1, 5])
def test_one_at_a_time_in_the_critical_section(boot, quantum):
    model = boot("race_fixed", words=f"quantum={quantum}").model
    marks = model.marked("critical")
    assert len(list(intervals(marks))) >= 10
    assert most_at_once(marks) == 1


def test_the_buffer_is_used_by_one_at_a_time(boot):
    model = boot("producer_consumer").model
    marks = sorted(model.marked("putting") + model.marked("taking"))
    assert len(list(intervals(marks))) == 20
    assert most_at_once(marks) == 1


@pytest.mark.properties("M85", "M86")
def test_readers_together_writers_alone(boot):
    model = boot("readers_writers").model
    reading, writing = list(intervals(model.marked("reading"))), list(intervals(model.marked("writing")))
    assert reading and writing and most_at_once(model.marked("reading")) > 1
    for start, end in writing:
        assert not any(first < end and start < last for first, last in reading)
    assert most_at_once(model.marked("writing")) == 1


def test_no_two_neighbours_eat_at_once(boot):
    model = boot("philosophers 5").model
    meals = list(intervals(model.marked("eating")))
    assert len(meals) == 15 and most_at_once(model.marked("eating")) <= 2
    pids = sorted({mark.pid for mark in model.marked("eating")})  # in the order in which they sit
    seat = {mark.index: pids.index(mark.pid) for mark in model.marked("eating")}
    for start, end in meals:
        for other, other_end in meals:
            if start < other < end:
                assert (seat[start] - seat[other]) % 5 not in (1, 4)
