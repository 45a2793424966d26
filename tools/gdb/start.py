"""What gdb reads at its start: settings, Robin's commands, printers, and what happens by itself at each stop.

    gdb -x tools/gdb/start.py build/debug/robin.elf      (make gdb does it)
"""
import os
import signal
import sys
from pathlib import Path

import gdb

ROOT = Path(__file__).resolve().parents[2]
sys.pycache_prefix = str(ROOT / "build" / "pycache")  # only build/ is written
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)  # sources and sockets are named from here

# The two caches: the same address is another process's memory after a switch.
SETTINGS = """
set confirm off
set pagination off
set width 0
set print pretty on
set print entry-values no
set disassembly-flavor intel
set history save off
set breakpoint pending on
set stack-cache off
set code-cache off
"""


def start() -> None:
    gdb.execute(f"cd {ROOT}", to_string=True)
    for setting in SETTINGS.split("\n"):
        gdb.execute(setting)
    from tools.gdb import command, ends, frames, printers, programs, stops
    from tools.gdb import backtrace, events, pages, running, serial, step, tables, waiting

    for module in (tables, waiting, backtrace, pages, events, running, step, serial):
        for kind in list(vars(module).values()):
            if isinstance(kind, type) and issubclass(kind, command.Command) and kind.__module__ == module.__name__:
                kind()
    command.Robin()
    frames.install()
    printers.install()
    ends.install()
    programs.Watches()
    stops.at_stop.append(programs.follow)
    stops.install()


def ready() -> None:
    """tools/debug holds Ctrl-C back until here. Who has typed it wants to leave."""
    if signal.SIGINT in signal.sigpending():
        gdb.execute("quit")
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


start()
