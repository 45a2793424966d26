"""One line at each stop: pid 4 philosophers, user mode, tick 120, ready: 5 6"""
from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Callable, Iterator, List

import gdb

from tools.gdb import ends, kernel, process
from tools.gdb.command import one_line, say
from tools.gdb.history import history
from tools.gdb.kernel import Trouble

_is_quiet: List[Callable[[], bool]] = []  # each says whether the stop need not be shown
at_stop: List[Callable[[], None]] = []  # what else has to be done, before the line


def line() -> str:
    try:
        running = process.current()
        mode = "user mode" if kernel.in_user_mode() else "kernel mode"
        who = "idle" if running.pid == 0 else running.words
        queue = process.ready_now()
        damage = f", DAMAGE: {queue.damage}" if queue.damage else ""
        return f"{who}, {mode}, tick {process.tick()}, ready: {queue.words}{damage}"
    except Trouble as trouble:
        return str(trouble)


def stopped() -> None:
    """gdb's hook-stop: after each stop, before it shows the frame, so that the program's symbols are there for that."""
    for function in [history.take_over, *at_stop]:
        try:
            function()
        except Exception:
            pass  # there is nothing yet, or it is damaged: the commands say what
    if any(is_quiet() for is_quiet in _is_quiet):
        return
    try:
        say(line())
        if ends.is_here() or gdb.newest_frame().type() == gdb.SIGTRAMP_FRAME:
            show_place()
    except Exception as error:
        say(f"this stop cannot be described: {one_line(error)}")


@contextlib.contextmanager
def quiet(when: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """For commands that stop the machine on their way."""
    _is_quiet.append(when)
    try:
        yield
    finally:
        _is_quiet.pop()


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Nothing is shown at all: gdb shows a stop even where it is told to catch a command's output. Not under an editor,
    which follows the machine by these very words."""
    with quiet():
        if is_under_editor():
            yield
            return
        gdb.flush()
        terminal, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        try:
            yield
        finally:
            gdb.flush()
            os.dup2(terminal, 1)
            os.close(terminal)
            os.close(nowhere)


def is_under_editor() -> bool:
    """Whether gdb speaks its machine interface."""
    try:
        return b"interpreter=mi" in Path("/proc/self/cmdline").read_bytes()
    except OSError:
        return False


def show() -> None:
    """What a stop shows."""
    say(line())
    show_place()


def show_place() -> None:
    """The frame and its line; also where gdb shows neither, since it takes trap_entry for a signal handler."""
    frame = gdb.newest_frame()
    if frame.type() != gdb.SIGTRAMP_FRAME:
        gdb.execute("frame")
        return
    found = frame.find_sal()
    say(f"trap_entry () at {found.symtab.filename}:{found.line}")
    gdb.execute(f"list {found.symtab.filename}:{found.line},{found.line}")


def install() -> None:
    gdb.execute("define hook-stop\npython from tools.gdb import stops; stops.stopped()\nend")
