"""How deep kernel stacks get, measured by the kernel with stackcheck=1."""
import re

import pytest

INTERRUPT_BYTES = 400  # an interrupt at the deepest moment, or none: a run's depth may differ from another's by so much


def depths(run):
    """name -> how deep the kernel stacks of the processes with this name got, in bytes, in the order of their ends."""
    found = {}
    for name, bytes_used in re.findall(r"^robin: pid \d+ \((.*)\): kernel stack: (\d+) of 8192 bytes$", run.text,
                                       re.MULTILINE):
        found.setdefault(name, []).append(int(bytes_used))
    return found


@pytest.mark.properties("X98")
def test_a_kernel_stack_returns_to_its_base(boot):
    """What 100 rounds leave behind, 2 leave behind too: nothing."""
    run = boot("/test/stack_rounds 2; /test/stack_rounds 100", words="stackcheck=1")
    measured = depths(run)["stack_rounds"]
    few, many = measured[:4], measured[4:]
    assert len(few) == 2 + 1 + 1 and len(many) == 100 + 1 + 1
    assert max(many) - max(few) < INTERRUPT_BYTES, f"{max(few)} bytes for 2 rounds, {max(many)} for 100"


def test_half_a_kernel_stack_is_never_used(boot):
    run = boot("forkdemo; philosophers 5; ps; cat /share/help/ps; orphan; /test/exec; /test/faults",
               words="stackcheck=1")
    measured = depths(run)
    assert {"forkdemo", "philosophers", "ps", "cat", "orphan", "exec", "faults"} <= set(measured)
    deepest = max(max(values) for values in measured.values())
    assert 200 < deepest < 4096


def test_without_the_word_nothing_is_measured(boot):
    assert not depths(boot("hello"))
