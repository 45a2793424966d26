"""step-user: one line of the running process's program, over everything that comes in between."""
from __future__ import annotations

from typing import Callable

import gdb

from tools.gdb import kernel, stops
from tools.gdb.command import Command
from tools.gdb.kernel import Trouble
from tools.gdb.process import current
from tools.gdb.running import go

STEPS_MAX = 20000
CALLS = ("call",)


class ReturnStop(gdb.Breakpoint):
    """The one way out of the kernel, when it is this process's way to user mode."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.reached = False
        super().__init__(f"*{iret():#x}", internal=True)
        self.silent = True

    def stop(self) -> bool:
        cs = kernel.word(kernel.register("esp") + 4)
        self.reached = cs & 3 == 3 and current().pid == self.pid
        return self.reached


class CallStop(gdb.Breakpoint):
    """Behind a call, in the process and at the depth that made it."""

    def __init__(self, pid: int, address: int, esp: int) -> None:
        self.pid, self.esp = pid, esp
        self.reached = False
        super().__init__(f"*{address:#x}", internal=True)
        self.follows_process = True
        self.silent = True

    def stop(self) -> bool:
        self.reached = kernel.register("esp") >= self.esp and current().pid == self.pid
        return self.reached


class EndStop(gdb.Breakpoint):
    """The process ends before it comes back."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.reached = False
        super().__init__("*process_end", internal=True)
        self.silent = True

    def stop(self) -> bool:
        self.reached = current().pid == self.pid
        return self.reached


def iret() -> int:
    architecture = gdb.selected_inferior().architecture()
    at = kernel.address_of("trap_entry")
    for line in architecture.disassemble(at, at + 64):
        if line["asm"].split()[0] == "iret":
            return line["addr"]
    raise Trouble("trap_entry has no iret")


class Elsewhere(Exception):
    """Something else stopped the machine, and has been shown."""


class Stepper:
    """Steps one process. Interrupts cannot come in between, since QEMU holds them back while it steps."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def run_to(self, stop: gdb.Breakpoint) -> None:
        end = EndStop(self.pid)
        try:
            go(stop, end)
            if end.reached:
                raise Trouble(f"{self.pid} ends here")
            if not stop.reached:
                raise Elsewhere
        finally:
            stop.delete()
            end.delete()

    def leave_kernel(self) -> None:
        """On to the instruction in user mode with which the process goes on."""
        while not kernel.in_user_mode():
            if kernel.register("eip") != iret():
                self.run_to(ReturnStop(self.pid))
            self.instruction()

    def instruction(self) -> None:
        with stops.silence():
            gdb.execute("stepi")

    def over(self) -> None:
        """One instruction; a call with all that it does."""
        eip, esp = kernel.register("eip"), kernel.register("esp")
        line = gdb.selected_inferior().architecture().disassemble(eip)[0]
        if line["asm"].split()[0] in CALLS:
            self.run_to(CallStop(self.pid, eip + line["length"], esp))
        else:
            self.one()

    def one(self) -> None:
        """One instruction, with all that the kernel does because of it."""
        self.instruction()
        self.leave_kernel()


class StepUser(Command):
    """step-user [HOW] -- step the running process's program, over system calls, interrupts, switches

    line          to its next source line; calls run through, and other processes too while it waits (this is meant
                  when nothing is said)
    into          the same, but into functions that it calls
    instruction   one instruction"""

    def run(self, what: str = "line") -> None:
        what = what.strip()
        if what not in ("line", "into", "instruction"):
            raise Trouble(f"usage: {self.usage}")
        process = current()
        if process.pid == 0:
            raise Trouble("idle has no program to step: until-process PID, or next-switch")
        stepper = Stepper(process.pid)
        try:
            if not kernel.in_user_mode():
                stepper.leave_kernel()
            elif what == "instruction":
                stepper.one()
            else:
                self._line(stepper, stepper.one if what == "into" else stepper.over)
        except Elsewhere:
            return
        stops.show()

    @staticmethod
    def _line(stepper: Stepper, step: Callable[[], None]) -> None:
        start = gdb.newest_frame().find_sal()
        if not start.symtab:
            step()
            return
        for _ in range(STEPS_MAX):
            step()
            here = gdb.newest_frame().find_sal()
            # The beginning of another line, as `step` has it: a return into the middle of one goes on to its end.
            begins = gdb.find_pc_line(kernel.register("eip")).pc == kernel.register("eip")
            if here.symtab and begins and (here.line, here.symtab) != (start.line, start.symtab):
                return
        raise Trouble(f"still in the same line after {STEPS_MAX} instructions")
