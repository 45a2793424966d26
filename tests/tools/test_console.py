"""Robin's console beside gdb (tools/console.py), with the test in the place of the machine."""
import os
import select

import pexpect
import pytest

from boot import ROOT
from tools.console import ANOTHER, Hub, Keys, connect, receive, serial_line

SECONDS = 20  # a limit, which no good run comes near
MUCH = 4 << 20  # bytes: more than a socket holds


class Line:
    """A hub, and the machine's end of its serial line."""

    def __init__(self, folder):
        self.hub = Hub(folder)
        self.machine = os.dup(self.hub.descriptor)

    def print(self, text):
        while text:
            assert select.select([], [self.machine], [], SECONDS)[1], "nobody takes what is printed"
            text = text[os.write(self.machine, text[:1000]):]

    def typed(self, size):
        text = b""
        while len(text) < size:
            assert select.select([self.machine], [], [], SECONDS)[0], "nothing is typed"
            text += os.read(self.machine, 65536)
        return text


def heard(one):
    text = one.recv(65536)
    assert text, "the other end has gone"
    return text


def read_until(one, end):
    text = b""
    while not text.endswith(end):
        text += heard(one)


@pytest.fixture
def line(directory):
    (directory / "debug").mkdir()
    one = Line(directory / "debug")
    one.hub.start()
    yield one
    os.close(one.machine)


@pytest.fixture
def viewer(line, directory):
    one = connect(directory / "debug")
    one.settimeout(SECONDS)
    one.sendall(b"here")
    assert line.typed(4) == b"here"
    yield one
    one.close()


def test_everybody_sees_and_may_type(line, viewer, directory):
    with connect(directory / "debug") as other:
        other.settimeout(SECONDS)
        other.sendall(b"ls\r")
        assert line.typed(3) == b"ls\r"
        line.print(b"robin$ ")
        assert viewer.recv(100) == b"robin$ "
        read_until(other, b"robin$ ")


def test_who_comes_later_sees_what_was_shown_last(line, viewer, directory):
    """And that it is not alone."""
    line.print(b"hello\r\nrobin$ ")
    assert viewer.recv(100) == b"hello\r\nrobin$ "
    with connect(directory / "debug") as other:
        other.settimeout(SECONDS)
        assert other.recv(1000) == ANOTHER + b"hello\r\nrobin$ "


def test_a_panic_finds_room_while_nobody_reads():
    """The kernel prints a byte at a time, and does not wait for us."""
    ours, theirs = serial_line()
    os.set_blocking(theirs, False)
    assert sum(os.write(theirs, b"p") for _ in range(4000)) == 4000
    os.close(theirs)
    text = b""
    while part := receive(ours):
        text += part
    assert text == b"p" * 4000
    os.close(ours)


def test_who_types_and_leaves_while_the_machine_prints(directory):
    """The hub finds both at once, and the one it would show the text to is gone."""
    (directory / "debug").mkdir()
    line = Line(directory / "debug")
    with connect(directory / "debug") as other:
        other.sendall(b"ls\r")
    line.print(b"robin$ ")
    line.hub.start()
    assert line.typed(3) == b"ls\r"
    os.close(line.machine)


def test_who_does_not_look_does_not_stop_the_machine(line, viewer, directory):
    """It misses what it has no room for; when it looks again, it sees what comes then."""
    line.print(bytes(MUCH))  # times out if nobody takes it
    with connect(directory / "debug") as other:
        other.settimeout(SECONDS)
        for one in (other, viewer):
            text = b""
            while b"still here" not in text:
                line.print(b"still here")
                text += heard(one)


def test_a_machine_that_stands_still_does_not_stop_the_others(line, viewer, directory):
    """What was typed waits until the machine takes it, and no byte is lost."""
    viewer.setblocking(False)
    count = 0
    while select.select([], [viewer], [], 0.2)[1]:
        count += viewer.send(bytes(65536))
    viewer.settimeout(SECONDS)
    with connect(directory / "debug") as other:
        other.settimeout(SECONDS)
        line.print(b"a" * 10)
        assert viewer.recv(100) == b"a" * 10
        assert line.typed(count) == bytes(count)
        line.print(b"b")
        read_until(other, b"b")


@pytest.mark.parametrize("reads, text, has_left", [
    ([b"\x01x"], b"", True), ([b"\x01", b"x"], b"", True), ([b"ls\r\x01xls\r"], b"ls\r", True),
    ([b"\x01b"], b"\x01b", False), ([b"\x01", b"\x1b[C"], b"\x01\x1b[C", False), ([b"\x01\x01"], b"\x01", False),
    ([b"\x01\x01x"], b"\x01x", False), ([b"x\x01"], b"x", False),
])
def test_control_a(reads, text, has_left):
    keys = Keys()
    assert (b"".join(keys.typed(read) for read in reads), keys.has_left) == (text, has_left)


def test_make_console(line, directory):
    """In a terminal: what the machine prints, what is typed, and Ctrl-A x, also as a part of what is pasted."""
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    child = pexpect.spawn("make", ["console", f"BUILD={directory}"], cwd=ROOT, env=environment, timeout=SECONDS)
    try:
        child.expect_exact("Ctrl-A x leaves it")
        child.send("ps\r")
        assert line.typed(3) == b"ps\r"
        line.print(b"  PID\r\n")
        child.expect_exact("  PID\r\n")
        child.send("more\x01x")
        assert line.typed(4) == b"more"
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0
    finally:
        child.close(force=True)


def test_make_console_without_a_machine(directory):
    child = pexpect.spawn("make", ["console", f"BUILD={directory}"], cwd=ROOT, timeout=SECONDS)
    child.expect_exact("no session is running: make gdb, in another terminal")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus
