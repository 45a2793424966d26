"""The machine stops by itself where it would end: so that one can still look, and, in a replay, go backwards."""
from __future__ import annotations

import re
from typing import List

import gdb

from tools.gdb import kernel, serial
from tools.gdb.command import one_line, say
from tools.gdb.kernel import GONE, Trouble

STATUS_BASE = 0x10  # what Robin adds to init's status at QEMU's exit port: tools/qemu.py
PANIC_CODE = 1


class Panic(gdb.Breakpoint):
    """panic_at: every panic and every failed assertion comes here."""

    def stop(self) -> bool:
        try:
            # At its first instruction: the return address, then the arguments.
            esp = kernel.register("esp")
            file, line, pattern = (kernel.word(esp + 4 * place) for place in (1, 2, 3))
            say(f"Robin panics: {string(file)}:{line}: {filled_in(string(pattern), esp + 4 * 4)}")
        except (gdb.error, ValueError, Trouble) as error:
            say(f"Robin panics ({one_line(error)})")
        return True


class PowerOff(gdb.Breakpoint):
    """machine_power_off: the last thing that Robin does."""

    def stop(self) -> bool:
        code = kernel.register("eax") & 0xFF  # the first argument
        how = "after a panic" if code == PANIC_CODE else f"with status {code - STATUS_BASE}"
        say(f"Robin ends {how}: " + ("the recording ends here, reverse-continue goes back" if serial.is_replay()
                                     else "if it continues, the machine is switched off"))
        return True


def string(address: int) -> str:
    return gdb.Value(address).cast(gdb.lookup_type("char").pointer()).string(errors="replace")


def filled_in(pattern: str, argument: int) -> str:
    """What printk would print: the arguments are on the stack, from this address on."""
    def one(found: "re.Match[str]") -> str:
        nonlocal argument
        size, kind = (8 if found.group(1) else 4), found.group(2)
        value = int.from_bytes(kernel.read(argument, size), "little")
        argument += size
        if kind == "s":
            return string(value)
        if kind == "d" and value >> 8 * size - 1:
            value -= 1 << 8 * size
        return chr(value & 0xFF) if kind == "c" else format(value, "x" if kind in "xp" else "d")

    return re.sub(r"%[-0-9]*(ll)?([sducxp])", one, pattern)


ends: List[gdb.Breakpoint] = []


def is_here() -> bool:
    """Whether the machine has just stopped at one of them."""
    return any(int(one.location[1:], 0) == kernel.register("eip") for one in ends)


def gone(event: gdb.ConnectionEvent) -> None:
    """The machine has ended beneath gdb, which otherwise leaves it first."""
    if gdb.selected_inferior().pid:
        say(GONE)


def install() -> None:
    for kind, function in ((Panic, "panic_at"), (PowerOff, "machine_power_off")):
        one = kind(f"*{kernel.address_of(function):#x}", internal=True)
        one.silent = True  # gdb would show its inner number; stops.py shows the frame
        ends.append(one)
    gdb.events.connection_removed.connect(gone)
