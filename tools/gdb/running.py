"""Running on to the next decision: next-switch, until-process, break-process."""
from __future__ import annotations

from typing import Any, Optional

import gdb

from tools import trace
from tools.gdb import history, kernel, stops
from tools.gdb.command import Command, one_line, say
from tools.gdb.kernel import KERNEL_BASE, Trouble
from tools.gdb.process import Process, Table, current
from tools.gdb.programs import Program, programs


def go(*expected: Any) -> None:
    """Continues until something stops the machine. Stops that are expected, and `reached`, are not shown."""
    try:
        with stops.quiet(lambda: any(one.reached for one in expected)):
            gdb.execute("continue")
    except gdb.error as error:
        raise Trouble(f"the machine does not go on: {one_line(error)}") from None


def switch_end() -> int:
    """The last instruction of context_switch: from here on it is the next process, on its own stack."""
    architecture = gdb.selected_inferior().architecture()
    at = kernel.address_of("context_switch")
    for line in architecture.disassemble(at, at + 64):
        if line["asm"].split()[0] == "ret":
            return line["addr"]
    raise Trouble("context_switch has no ret")


class SwitchStop(gdb.Breakpoint):
    """Stops after a switch, or only after one to a certain process. Goes away with the command that made it."""

    def __init__(self, pid: Optional[int] = None) -> None:
        self.pid = pid
        self.reached = False
        super().__init__(f"*{switch_end():#x}", internal=True)
        self.silent = True

    def stop(self) -> bool:
        try:
            self.reached = self.pid is None or current().pid == self.pid
        except Trouble:
            self.reached = True  # a wild `current`: better now than later
        return self.reached


def run_to_switch(pid: Optional[int] = None) -> bool:
    """False: the machine stopped for something else before."""
    before = current()
    place = SwitchStop(pid)
    try:
        go(place)
        reached = place.reached and kernel.register("eip") == switch_end()
    finally:
        place.delete()
    if reached:
        say(switch_words(before))
        stops.show()
    return reached


def switch_words(before: Process) -> str:
    """4 -> 5 (slice ended), from the trace; without it only who had the CPU when the command was given."""
    try:
        record = history.last_switch()
    except Trouble:
        record = None
    if record is None:
        return f"{before.pid} -> {current().pid}"
    old, new, reason = record.words[:3]
    return f"{old} -> {new} ({trace.reason_words(reason)}{waited_for(old, reason)})"


def waited_for(pid: int, reason: int) -> str:
    """blocked: in what."""
    if reason != trace.Reason.BLOCKED:
        return ""
    records = history.history.trace(partial=True)
    for index in range(len(records) - 1, -1, -1):
        record = records.record(index)
        if record.kind == trace.Kind.STATE and record.pid == pid:
            return f" in {trace.reason_words(record.words[2])}"
    return ""


class NextSwitch(Command):
    """next-switch -- continue to the next switch, stop after it, and say who gave the CPU to whom, and why

    The machine stands at the last instruction of context_switch: `bt` shows the next one's way out of the kernel."""

    def run(self) -> None:
        run_to_switch()


class UntilProcess(Command):
    """until-process PID -- continue until the process gets the CPU"""

    def run(self, pid: int) -> None:
        if Table().find(pid).address == current().address:
            raise Trouble(f"{pid} has the CPU already; next-switch runs to the next switch")
        run_to_switch(pid)


class ProcessBreakpoint(gdb.Breakpoint):
    """Stops one process only; in its program only as long as it runs that program."""

    follows_process = True

    def __init__(self, pid: int, address: int, program: Optional[Program]) -> None:
        self.pid = pid
        self.program = program
        super().__init__(f"*{address:#x}")

    def stop(self) -> bool:
        try:
            running = current()
            return running.pid == self.pid and (not self.program or programs.is_running(self.program, running))
        except Trouble:
            return True


class BreakProcess(Command):
    """break-process PID FUNCTION -- a breakpoint that only this process hits

    FUNCTION is one of its program, or of the kernel: then it stops when the kernel works for this process. Also
    FILE:LINE. `delete` takes it away, like any other."""

    def run(self, pid: int, function: str) -> None:
        process = Table().find(pid)
        program = programs.of(process) if process.number("space") else None
        try:
            programs.load(program)
            address = self._address(process, program, function)
        finally:
            programs.again()
        in_program = address < KERNEL_BASE
        with stops.silence():  # gdb's own words about it are fewer
            one = ProcessBreakpoint(pid, address, program if in_program else None)
        whose = program.path.stem if program and in_program else "the kernel"
        say(f"breakpoint {one.number}: {function} at {address:#010x} of {whose}, for process {pid} only")

    @staticmethod
    def _address(process: Process, program: Optional[Program], function: str) -> int:
        try:
            places = [place for place in gdb.decode_line(function)[1] or () if place.pc]
        except gdb.error:
            places = []
        # The program's own first: its library and the kernel have functions of the same name.
        places.sort(key=lambda place: place.pc)
        if not places:
            name = program.path.stem if program else process.name
            raise Trouble(f"neither {name}, which {process.pid} runs, nor the kernel has {function}")
        return places[0].pc
