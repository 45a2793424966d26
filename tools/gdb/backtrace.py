"""bt-process and trapframe: where any process is, also one that does not run."""
from __future__ import annotations

import contextlib
from typing import Dict, Iterator, Optional

import gdb

from tools import trace
from tools.gdb import frames, kernel, memory
from tools.gdb.command import Command, say
from tools.gdb.kernel import Trouble
from tools.gdb.process import STACK_BYTES, Process, Table, current
from tools.gdb.programs import programs

FRAMES_MAX = 60
SAVED = ("edi", "esi", "ebx", "ebp", "eip")  # by context_switch, in the order of memory


def saved_registers(process: Process) -> Dict[str, int]:
    """What context_switch left on the kernel stack of a process that does not run: its registers when it returns."""
    esp, top = process.number("kernel_esp"), process.number("kernel_stack_top")
    if process.pid and not top - STACK_BYTES <= esp <= top - frames.FRAME_BYTES - 4 * len(SAVED):
        raise Trouble(f"{process.words}: kernel_esp is wild: {esp:#010x} is not inside its kernel stack, "
                      f"{top - STACK_BYTES:#010x} to {top:#010x}")
    registers = {name: kernel.word(esp + 4 * i) for i, name in enumerate(SAVED)}
    registers["esp"] = esp + 4 * len(SAVED)
    return registers


@contextlib.contextmanager
def borrowed(process: Process) -> Iterator[None]:
    """Lends gdb the registers, the page tables and the symbols of a process that does not run."""
    registers = saved_registers(process)
    if process.number("space"):
        space = memory.space_of(process)
        registers["cr3"] = space.directory
        program = programs.of(process)
    else:
        program = None
    gdb.newest_frame().select()
    before = {name: kernel.register(name) for name in registers}
    try:
        if process.number("space"):
            programs.load(program)
        set_registers(registers)
        yield
    finally:
        set_registers(before)
        programs.again()


def set_registers(values: Dict[str, int]) -> None:
    for name, value in values.items():
        gdb.execute(f"set var ${name} = {value:#x}", to_string=True)


class BtProcess(Command):
    """bt-process PID -- the backtrace of any process, out of the kernel into its program

    The frames of the kernel begin where the process gave the CPU away; `trap_entry` is the border; below it are the
    frames of its program, with the symbols of that. `bt` does the same for the running process."""

    def run(self, pid: int) -> None:
        process = Table().find(pid)
        running = process.address == current().address
        say(f"{process.words}, {process.state_words}")
        if running:
            gdb.execute(f"backtrace {FRAMES_MAX}")
            return
        with borrowed(process):
            gdb.execute(f"backtrace {FRAMES_MAX}")
        if process.state == "ZOMBIE":
            say("(it has ended: there is no user memory any more)")


class Trapframe(Command):
    """trapframe [PID] -- the registers that a process had in user mode, as its way into the kernel saved them

    Without PID those of the running process. They lie at the top of its kernel stack: struct trapframe."""

    def run(self, pid: int = -1) -> None:
        running = current()
        process = running if pid < 0 else Table().find(pid)
        if process.pid == 0:
            raise Trouble("idle has no user mode, so no trap frame at the top of its stack")
        if process.address == running.address and kernel.in_user_mode():
            raise Trouble(f"{process.words} is in user mode: the CPU has its registers (info registers)")
        top = process.number("kernel_stack_top")
        try:
            fields = frames.fields(top - frames.FRAME_BYTES)
        except Trouble as trouble:
            raise Trouble(f"{process.words}: kernel_stack_top is wild: {trouble}") from None
        say(f"{process.words}: {cause(process, fields)}")
        where = user_place(process, fields["eip"])
        say(f"  eip {fields['eip']:#010x}   esp {fields['esp']:#010x}   eflags {fields['eflags']:#010x}"
            + (f"   {where}" if where else ""))
        for names in (("eax", "ebx", "ecx", "edx"), ("esi", "edi", "ebp")):
            say("  " + "   ".join(f"{name} {fields[name]:#010x}" for name in names))
        say("  " + "   ".join(f"{name} {fields[name]:#04x}" for name in ("cs", "ss", "ds", "es", "fs", "gs")))


def cause(process: Process, fields: Dict[str, int]) -> str:
    vector = fields["vector"]
    if not fields["cs"] & 3:
        return f"DAMAGE: a trap frame from kernel mode at the top of its stack, cs {fields['cs']:#x}"
    if vector == 0:
        return "has not run yet: it will begin with these registers"
    return system_call(process, fields) if vector == frames.SYSTEM_CALL_VECTOR else frames.vector_words(fields)


def system_call(process: Process, fields: Dict[str, int]) -> str:
    """While it waits, eax is the call's number; on the way out it is the result."""
    if process.state != "BLOCKED":
        return "system call; eax is its number on the way in, its result on the way out"
    words = [fields[name] for name in ("eax", "ebx", "ecx", "edx", "esi", "edi", "ebp")]
    record = trace.Record(0, 0, 0, trace.Kind.SYSCALL_ENTER, process.pid, fields["eip"], tuple(words), "")
    return f"in the system call {trace.LineWriter().line(record).split('  ')[-1].strip()}"


def user_place(process: Process, eip: int) -> Optional[str]:
    if not process.number("space"):
        return None
    try:
        programs.load(programs.of(process))
        return frames.place(eip)
    except Trouble:
        return None
    finally:
        programs.again()
