"""The same build, command line and input give the same bytes: a failure can be seen again."""
import pytest


@pytest.mark.properties("H115")
@pytest.mark.parametrize("command", ["philosophers", "/test/spinners"])
def test_the_same_boot_gives_the_same_bytes(boot, command):
    first, second = boot(command), boot(command)
    assert first.trace_bytes == second.trace_bytes
    assert first.text == second.text


def test_the_trace_changes_nothing_in_memory_mode(boot):
    """trace=memory writes to the ring alone: nothing arrives at the port, and the program does the same."""
    run = boot("hello", words="trace=memory", traced=False)
    assert "hello, world" in run.text
    assert run.trace_bytes == b""
