"""How gdb shows the kernel's structures: a PCB by pid, name and state, a list as a sequence, a trap frame by its cause.

`print/r` shows them as C has them.
"""
from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

import gdb
import gdb.printing

from tools.gdb import frames, kernel
from tools.gdb.kernel import PROCESS_STATES, Trouble
from tools.gdb.process import Process, Table

Children = Iterator[Tuple[str, gdb.Value]]


def fields(value: gdb.Value) -> Children:
    for field in value.type.fields():
        if field.name:
            yield field.name, value[field.name]
        else:
            yield from fields(value[field])


class PcbPrinter:
    """pid 4 philosophers, READY, and all its fields"""

    def __init__(self, value: gdb.Value) -> None:
        self.value = value

    def to_string(self) -> str:
        try:
            process = Process(int(self.value.address))
            return f"{process.words}, {process.state_words}"
        except (Trouble, TypeError) as error:
            return str(error)

    def children(self) -> Children:
        return fields(self.value)


class PcbPointerPrinter:
    """A pointer to a PCB, as in frames: 0xc0083e10 (pid 4 philosophers)"""

    def __init__(self, value: gdb.Value) -> None:
        self.address = int(value)

    def to_string(self) -> str:
        if not self.address:
            return "NULL"
        try:
            return f"{self.address:#x} ({Process(self.address).words})"
        except Trouble:
            return f"{self.address:#x} (no PCB)"


class ListPrinter:
    """A list's elements, first to last. Of a link inside a PCB: those behind it and the head, once around."""

    def __init__(self, value: gdb.Value) -> None:
        self.value = value

    def to_string(self) -> str:
        if not int(self.value["next"]):
            return "on no list"
        try:
            head = int(self.value.address)
            table = Table()
            names = {process.link(field): f"pid {process.pid}" for process in table
                     for field in ("queue_link", "all_link", "sibling_link")}
            heads = {process.link(field): f"{field} of pid {process.pid}" for process in table
                     for field in ("children", "zombies", "child_changed")}
            walked = kernel.walk(head, lambda link: names.get(link) or heads.get(link))
        except (Trouble, TypeError) as error:
            return str(error)
        elements = ", ".join(names.get(link) or heads.get(link) or f"{link:#x}" for link in walked.links)
        damage = f" DAMAGE: {walked.damage}" if walked.damage else ""
        return f"({elements or 'empty'}){damage}"


class TrapframePrinter:
    """What led into the kernel, and all registers"""

    def __init__(self, value: gdb.Value) -> None:
        self.value = value

    def to_string(self) -> str:
        values = {name: int(self.value[name]) for name in frames.FIELDS}
        return frames.vector_words(values) + (", from user mode" if values["cs"] & 3 else ", from the kernel")

    def children(self) -> Children:
        for name, field in fields(self.value):
            if int(self.value["cs"]) & 3 or name not in ("esp", "ss"):
                yield name, field.format_string(format="x")


class StatePrinter:
    """READY rather than PROC_READY"""

    def __init__(self, value: gdb.Value) -> None:
        self.number = int(value)

    def to_string(self) -> str:
        return PROCESS_STATES[self.number] if self.number < len(PROCESS_STATES) else f"no state: {self.number}"


STRUCTURES = {"pcb": PcbPrinter, "trapframe": TrapframePrinter}


def choose(value: gdb.Value):
    kind = value.type.strip_typedefs()
    if kind.code == gdb.TYPE_CODE_PTR:
        target = kind.target().unqualified()
        return PcbPointerPrinter(value) if target.code == gdb.TYPE_CODE_STRUCT and target.tag == "pcb" else None
    if kind.code == gdb.TYPE_CODE_ENUM and kind.tag == "proc_state":
        return StatePrinter(value)
    if kind.code != gdb.TYPE_CODE_STRUCT:
        return None
    if kind.tag == "list" and [field.name for field in kind.fields()] == ["next", "previous"]:
        return ListPrinter(value)
    return STRUCTURES[kind.tag](value) if kind.tag in STRUCTURES else None


def install() -> None:
    gdb.objfiles()[0].pretty_printers.append(choose)  # the kernel's: a program's struct list is its own affair
