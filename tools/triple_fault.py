"""Explains a triple fault: the CPU met an error while it delivered a double fault, and reset the machine wordlessly.

    lines = triple_fault.explain(command, folder)     # QEMU's command line that ended so, and where it was started

The machine is started once more, with each exception written to a log. At the end QEMU keeps it as it is, so that its
memory can be read: the functions on the stack, the stack for traps from user mode. What was typed is not repeated; to
have the log from the start, start QEMU with a Witness.

The log has an exception like this, and all registers below it. The CPU does not execute an instruction between the
exceptions that belong together, so they have the same address.

    check_exception old: 0xe new 0xe
         7: v=08 e=0000 i=0 cpl=0 IP=0008:c010de96 pc=c010de96 SP=0010:f0003ffc CR2=f0003ff8
    EAX=000002aa EBX=c012018a ECX=c010de90 EDX=f0006000
    ...
    check_exception old: 0x8 new 0xe
    Triple fault
"""
from __future__ import annotations

import os
import re
import subprocess
import threading
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional

from tools import hang, places, qemu
from tools.trace import fault_name

SUMMARY = "triple fault: the CPU could not deliver an exception, and then not even the double fault"
LOG_CHARACTERS = 200_000  # of the log's end that are kept
SECONDS = 60
LOG_SECONDS = 10  # for the log to come through the pipe
CALLERS = 12

INVALID_TSS, NO_SEGMENT, STACK_FAULT, PROTECTION, PAGE_FAULT, DOUBLE_FAULT = 10, 11, 12, 13, 14, 8
KERNEL_BASE = 0xC0000000  # arch/x86/layout.h
STACKS_START, STACK_SLOT_BYTES, PAGE_BYTES = 0xF0000000, 0x3000, 0x1000  # and kernel/mm/kernel_stack.c

EXCEPTION = re.compile(r"^ *\d+: v=(?P<vector>[0-9a-f]{2}) e=(?P<error>[0-9a-f]{4}) i=(?P<software>\d) "
                       r"cpl=(?P<level>\d) IP=[0-9a-f]{4}:(?P<eip>[0-9a-f]+)", re.MULTILINE)
REGISTER = re.compile(r"\b(EAX|EBX|ECX|EDX|ESI|EDI|EBP|ESP|CR0|CR2|CR3|CR4)=([0-9a-f]{8})\b")
TABLE = re.compile(r"^(GDT|IDT|TR ) *= *(?:[0-9a-f]{4} )? *([0-9a-f]{8}) ([0-9a-f]{8})", re.MULTILINE)
NEXT = re.compile(r"check_exception old: 0x(?P<old>[0-9a-f]+) new 0x(?P<new>[0-9a-f]+)\s*\nTriple fault")


class Exception_(NamedTuple):
    """One exception, and the CPU's state as it was when it came."""

    vector: int
    error: int
    level: int
    eip: int
    registers: Dict[str, int]  # EAX to CR4
    bases: Dict[str, int]      # of GDT, IDT and TR's segment
    limits: Dict[str, int]


class Log(NamedTuple):
    exceptions: List[Exception_]  # those that belong together, in order
    last: int                     # the vector of the one that the double fault met


def parse(text: str) -> Optional[Log]:
    """The end of QEMU's log; None if it does not end in a triple fault."""
    end = NEXT.search(text)
    starts = [match for match in EXCEPTION.finditer(text) if end and match.start() < end.start()]
    if not end or not starts:
        return None
    found: List[Exception_] = []
    for match, following in zip(starts, [*starts[1:], end]):
        block = text[match.start():following.start()]
        tables = TABLE.findall(block)
        found.append(Exception_(int(match["vector"], 16), int(match["error"], 16), int(match["level"]),
                                int(match["eip"], 16),
                                {name: int(value, 16) for name, value in REGISTER.findall(block)},
                                {name.strip(): int(base, 16) for name, base, _ in tables},
                                {name.strip(): int(limit, 16) for name, _, limit in tables}))
    first = len(found) - 1
    while first > 0 and found[first - 1].eip == found[-1].eip and found[first].vector != found[first - 1].vector:
        first -= 1
    return Log(found[first:], int(end["new"], 16))


# --- The likely cause ----------------------------------------------------------------------------------------------


def is_guard(address: int) -> bool:
    """Is it in the page below a kernel stack?"""
    return address >= STACKS_START and (address - STACKS_START) % STACK_SLOT_BYTES < PAGE_BYTES


def _beyond(table: str, offset: int, state: Exception_) -> bool:
    return offset + 7 > state.limits.get(table, 0)


def cause(log: Log, esp0: Optional[int] = None) -> str:
    """One sentence, or nothing. `esp0`: where traps from user mode begin, as the task-state segment says."""
    first = log.exceptions[0]
    cr2 = first.registers.get("CR2", 0)
    if _beyond("IDT", 8 * first.vector, first):
        return (f"the interrupt table is not loaded, or too short: its limit is {first.limits.get('IDT', 0):#x}, and "
                f"vector {first.vector} is not in it")
    if _beyond("GDT", 0x10, first):
        return f"the segment table is not loaded: its limit is {first.limits.get('GDT', 0):#x}"
    if first.vector != PAGE_FAULT and log.last == PAGE_FAULT and first.registers.get("ESP", 0) < KERNEL_BASE:
        return f"esp is {first.registers.get('ESP', 0):#010x}, which is no stack of the kernel"
    if first.vector == PAGE_FAULT and cr2 == first.eip >= KERNEL_BASE and first.level == 0:
        return (f"the page directory in cr3, {first.registers.get('CR3', 0):#010x}, does not map the kernel: the next "
                "instruction cannot be fetched")
    if first.level == 3:
        where = "" if esp0 is None else f" (esp0 is {esp0:#010x})"
        return f"the stack on which traps from user mode begin is not mapped{where}: tss_set_kernel_stack"
    if is_guard(cr2):
        return (f"a kernel stack overflowed, and the double fault found no stack either ({fault_name(log.last)}): has "
                "vector 8 a task gate (arch/x86/idt.c), and that task a stack (arch/x86/double_fault.c)?")
    if log.last in (INVALID_TSS, NO_SEGMENT, STACK_FAULT, PROTECTION):
        return f"the double fault's task cannot be entered ({fault_name(log.last)}): arch/x86/double_fault.c"
    return ""


# --- The machine ---------------------------------------------------------------------------------------------------


class Tail:
    """The end of a log that comes through a pipe, so that none of gigabytes is kept."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        self.text = ""
        self.complete = threading.Event()  # it ends in a triple fault, or it ends
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with open(self.reading, "rb", buffering=0) as pipe:
            while True:
                part = pipe.read(65536)
                self.text = (self.text + part.decode("ascii", "replace"))[-LOG_CHARACTERS:]
                if not part or "Triple fault" in self.text[-len(part) - 100:]:
                    self.complete.set()
                if not part:
                    return


class Memory:
    """The stopped machine's memory, through its page tables."""

    def __init__(self, watch: hang.Watch) -> None:
        self.watch = watch

    def words(self, address: int, count: int) -> List[int]:
        """So many words of 32 bits; fewer where no memory is."""
        text = self.watch.monitor(f"x /{count}wx {address:#x}")
        return [int(word, 16) for line in text.splitlines() for word in re.findall(r"0x([0-9a-f]{8})\b", line)]

    def callers(self, ebp: int) -> List[int]:
        """Return addresses, innermost first; a function that called itself is there once."""
        found: List[int] = []
        for _ in range(3000):
            frame = self.words(ebp, 2) if ebp >= KERNEL_BASE else []
            if len(frame) < 2:
                break
            if frame[1:] != found[-1:]:
                found.append(frame[1])
            if frame[0] <= ebp or len(found) == CALLERS:
                break
            ebp = frame[0]
        return found


class Witness:
    """Logs a machine's exceptions from its start, and is there when it ends in a triple fault."""

    def __init__(self) -> None:
        self.tail, self.watch = Tail(), hang.Watch()
        self.fds = (self.tail.writing, *self.watch.fds)

    def command(self, command: List[str]) -> List[str]:
        """QEMU's command line with a log, and without what takes the machine's last state away."""
        changed = {"-d": "int,cpu_reset", "-D": f"/dev/fd/{self.tail.writing}"}
        line = [changed.get(before, word) for before, word in zip(["", *command], command)]
        line += [word for option in changed if option not in command for word in (option, changed[option])]
        return [*line, "-no-shutdown", *self.watch.options]

    def started(self) -> None:
        os.close(self.tail.writing)
        self.watch.started()

    def explain(self, folder: Path, seconds: Optional[float]) -> List[str]:
        """Waits for the end. Lines about the triple fault; none if it was another end, or none in time."""
        try:
            if not self.watch.wait_for("SHUTDOWN", seconds) or not self.tail.complete.wait(LOG_SECONDS):
                return []
            log = parse(self.tail.text)
            if log is None:
                return []
            memory, first = Memory(self.watch), log.exceptions[0]
            task = memory.words(first.bases.get("TR", 0) + 4, 1)
            return describe(log, places.Places(folder / "robin.elf"), memory.callers(first.registers.get("EBP", 0)),
                            task[0] if task else None)
        except (OSError, ValueError):
            return ["QEMU's monitor does not answer"]


def explain(command: List[str], folder: Path, seconds: float = SECONDS) -> List[str]:
    """Lines about the triple fault that this command ends in, if it is started once more in this folder, which has
    robin.elf. What was typed is not repeated."""
    silent = {"-serial": "null", "-display": "none", "-debugcon": "null"}
    witness = Witness()
    alone = [silent.get(before, word) for before, word in zip(["", *command], command)]
    process = subprocess.Popen(witness.command(alone), cwd=folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, pass_fds=witness.fds, preexec_fn=qemu.die_with_parent())
    witness.started()
    try:
        return witness.explain(folder, seconds)
    finally:
        process.kill()
        process.wait()
        witness.watch.close()


def describe(log: Log, found: places.Places, callers: List[int], esp0: Optional[int]) -> List[str]:
    lines = []
    for exception in log.exceptions:
        cr2 = f", cr2 {exception.registers['CR2']:#010x}" if exception.vector == PAGE_FAULT else ""
        what = fault_name(exception.vector) + cr2
        if exception.error & 2 and exception.vector in (NO_SEGMENT, PROTECTION):
            what += f", because of vector {exception.error >> 3}'s entry in the interrupt table"
        lines.append(what)
    first = log.exceptions[0]
    state = first.registers
    lines = [f"{lines[0]}, at {found.words(first.eip)}",
             *(f"then {words}" for words in lines[1:]),
             f"then {fault_name(log.last)}, and the CPU gave up"]
    lines += [f"called by {found.words(address, 1)}" for address in callers]
    lines.append("esp {ESP:08x} ebp {EBP:08x} cr0 {CR0:08x} cr2 {CR2:08x} cr3 {CR3:08x}".format(**state)
                 + "".join(f" {name.lower()} {first.bases.get(name, 0):08x}" for name in ("IDT", "GDT", "TR")))
    sentence = cause(log, esp0)
    return [*lines, f"likely cause: {sentence}"] if sentence else lines
