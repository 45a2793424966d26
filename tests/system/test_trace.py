"""The kernel's side of the trace: what it writes reads well. (The decoder's own tests are in tests/tools.)"""
import subprocess
import sys

import pytest

from boot import ROOT
from tools import trace
from tools.trace import Kind


def test_the_lines_tell_the_story(boot):
    run = boot("philosophers 2")
    lines = "\n".join(trace.lines(run.model.trace))
    for words in ("becomes philosophers", "RUNNING -> BLOCKED  in P on fork 1", "BLOCKED -> READY  woken by",
                  "mark eating 1", "P fork 2  value 0", "ends: exit 0", "reaps"):
        assert words in lines
    shown = subprocess.run([sys.executable, str(ROOT / "tools" / "trace"), str(run.directory / "trace"), "--check"],
                           capture_output=True, text=True)
    assert (shown.returncode, shown.stdout.split()[0]) == (0, "0")


def test_every_kind_is_emitted(boot):
    run = boot("suspend; philosophers 2; /test/privileged")
    assert {record.kind for record in run.model.trace.records()} == set(Kind)


def test_system_calls_say_where_they_come_from(boot):
    for record in boot("hello").model.trace.records(Kind.SYSCALL_ENTER):
        assert 0x08048000 <= record.eip < 0xC0000000


def test_the_header_says_what_was_booted(boot):
    assert boot("hello", words="quantum=7 hz=50").model.header == (1, 50, 7, "round robin")


@pytest.mark.parametrize("hz", [19, 10000])
def test_ticks_and_time_stamps_agree(boot, hz):
    """A tick is 1/hz seconds, and under -icount shift=3 the time-stamp counter counts nanoseconds. That holds while the
    CPU is idle, and while the kernel has much to do."""
    model = boot("forktree 6; forktree 6; forktree 6; sleep 1", words=f"hz={hz} audit=0").model
    ticks = list(model.trace.records(Kind.TICK))
    assert ticks[-1].ticks - ticks[0].ticks >= hz
    per_tick = (ticks[-1].tsc - ticks[0].tsc) / (ticks[-1].ticks - ticks[0].ticks)
    assert per_tick * hz == pytest.approx(1e9, rel=0.01)
