"""What gdb reads at its start: settings, Robin's commands, printers, and what happens by itself at each stop.

    gdb -x tools/gdb/start.py build/debug/robin.elf      (make gdb does it)
"""
import os
import sys
from pathlib import Path

import gdb

ROOT = Path(__file__).resolve().parents[2]
sys.pycache_prefix = str(ROOT / "build" / "pycache")  # only build/ is written
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)  # sources and sockets are named from here

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
        for name in vars(module).values():
            if isinstance(name, type) and issubclass(name, command.Command) and name.__module__ == module.__name__:
                name()
    command.Robin()
    frames.install()
    printers.install()
    ends.install()
    programs.Watches()
    stops.at_stop.append(programs.follow)
    stops.install()


start()
