"""Births and deaths, judged by the trace. That pids are unique, that only a parent reaps, once, and with the status of
the exit, the model checks in every run."""
import pytest

from tools.trace import INIT, status_words


@pytest.mark.properties("L18", "L20")
def test_an_orphan_goes_to_init_and_is_reaped(boot):
    model = boot("orphan; sleep 1").model
    orphan = model.named("orphan")[-1]
    first, last = (parent for _, parent in (orphan.parents[0], orphan.parents[-1]))
    assert (model.process(first).name, last) == ("orphan", INIT)
    assert all(process.reaped for process in model.processes if process.pid != INIT)


@pytest.mark.properties("L4", "L5")
def test_a_zombie_keeps_its_pid(boot):
    model = boot("zombie").model
    child = model.named("zombie")[-1]
    assert status_words(child.status) == "exit 7"
    zombie_for = model.trace.record(child.reaped).ticks - model.trace.record(child.ended).ticks
    assert zombie_for >= 5  # it lies there for a while, and nobody gets its pid
    namesakes = [process for process in model.processes if process.pid == child.pid]
    assert not any(child.born < process.born < child.reaped for process in namesakes)


@pytest.mark.properties("L9")
@pytest.mark.parametrize("status", [0, 1, 42, 255])
def test_the_status_arrives(boot, status):
    model = boot(f"sh -c 'exit {status}'; echo $?").model
    assert status_words(model.named("sh")[-1].status) == "exit 0"
    assert f"exit {status}" in [status_words(process.status) for process in model.named("sh")]


@pytest.mark.parametrize("steps", [1, 6])
def test_forktree_makes_a_tree(boot, steps):
    model = boot(f"forktree {steps}").model
    tree = model.named("forktree")
    assert len(tree) == 2 ** steps
    assert sum(len([child for child in process.children if child in tree]) for process in tree) == 2 ** steps - 1
