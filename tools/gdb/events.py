"""What happened: the trace ring in words."""
from __future__ import annotations

from tools.gdb import history
from tools.gdb.command import Command, say
from tools.gdb.kernel import Trouble

SHOWN = 16


class Events(Command):
    """events [N] -- the last N events (16) that the kernel recorded, in words

    Forks, states and their reasons, switches, ticks, system calls, P and V: what tools/trace prints of a whole run."""

    def run(self, count: int = SHOWN) -> None:
        if count < 1:
            raise Trouble("usage: events [N], with N from 1 on")
        for line in history.lines(count):
            say(line)
