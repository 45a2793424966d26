"""The machine stops by itself where it would end: so that one can still look, and, in a replay, go backwards."""
from __future__ import annotations

from typing import List

import gdb

from tools.gdb import kernel
from tools.gdb.command import one_line, say
from tools.gdb.kernel import Trouble

STATUS_BASE = 0x10  # what Robin adds to init's status at QEMU's exit port: tools/qemu.py
PANIC_CODE = 1


class Panic(gdb.Breakpoint):
    """panic_at: every panic and every failed assertion comes here."""

    def stop(self) -> bool:
        try:
            frame = gdb.newest_frame()
            file, line, pattern = (frame.read_var(name) for name in ("file", "line", "pattern"))
            say(f"Robin panics: {file.string()}:{int(line)}: {pattern.string()}")
        except (gdb.error, ValueError, Trouble) as error:
            say(f"Robin panics ({one_line(error)})")
        return True


class PowerOff(gdb.Breakpoint):
    """machine_power_off: the last thing that Robin does."""

    def stop(self) -> bool:
        code = kernel.register("eax") & 0xFF  # the first argument
        how = "after a panic" if code == PANIC_CODE else f"with status {code - STATUS_BASE}"
        say(f"Robin ends {how}: if it continues, the machine is switched off")
        return True


ends: List[gdb.Breakpoint] = []


def is_here() -> bool:
    """Whether the machine has just stopped at one of them."""
    return any(int(one.location[1:], 0) == kernel.register("eip") for one in ends)


def install() -> None:
    for kind, function in ((Panic, "panic_at"), (PowerOff, "machine_power_off")):
        one = kind(f"*{kernel.address_of(function):#x}", internal=True)
        one.silent = True  # gdb would show its inner number; stops.py shows the frame
        ends.append(one)
