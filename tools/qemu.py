"""QEMU's command line and exit status, in one place: for tools/run, tools/debug and the tests.

    from tools import qemu
    command = qemu.command(words="quantum=1", run="philosophers 5")
    code = subprocess.run(command, cwd="build").returncode
    ending = qemu.decode(code)                       # ending.status 0: init exited with 0

All file names are relative to the folder that QEMU is started in, build/: QEMU cuts -initrd at spaces and commas, and
the path to the tree may contain both.
"""
from __future__ import annotations

import argparse
import ctypes
import os
import re
import signal
import sys
from pathlib import Path
from typing import Callable, List, NamedTuple, NoReturn, Optional, Sequence

PROGRAM = "qemu-system-i386"  # not x86_64's: its gdb stub sends registers of 64 bits
MEMORY_MB = 128
MEMORY_MB_MIN = 2  # with less, QEMU's own firmware does not get as far as the kernel
TRACE_FILE = "run.trace"
LOG_FILE = "qemu.log"
ARCHIVE = "initrd.tar"

# What Robin writes to port 0xf4 to end the machine; isa-debug-exit makes QEMU exit with twice that plus one.
EXIT_BASE = 0x10  # plus init's status
EXIT_PANIC = 0x01
STATUS_MAX = 0x60

# Statuses above every program's, for runs that did not end with init.
PANIC, RESET, QEMU_FAILED = 97, 98, 99
TIMED_OUT = 124  # as timeout(1) has it


class Parser(argparse.ArgumentParser):
    """Of the tools that make calls: says in one line what is wrong, without the list of all options."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message.replace('argument ', '', 1)}\n")


def megabytes(text: str) -> int:
    """What the user gives as a size of memory."""
    if not text.isdecimal() or int(text) < MEMORY_MB_MIN:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of megabytes from {MEMORY_MB_MIN}")
    return int(text)


def seconds(text: str) -> float:
    """What the user gives as a limit of time."""
    if not re.fullmatch(r"\d*\.?\d+", text) or not float(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return float(text)


def boot_words(words: str = "", run: str = "") -> str:
    """The kernel's command line: its own words, then the command that init is to run."""
    return f"{words} -- {run}" if run else words


def command(*, words: str = "", run: str = "", kernel: str = "robin.elf", archive: Optional[str] = ARCHIVE,
            iso: Optional[str] = None, memory: int = MEMORY_MB, display: str = "none", serial: str = "mon:stdio",
            trace: Optional[str] = TRACE_FILE, log: Optional[str] = LOG_FILE, deterministic: bool = False,
            extra: Sequence[str] = ()) -> List[str]:
    """The command that boots Robin: from `kernel` and `archive`, or from `iso`, which has its boot words inside.

    trace: where the bytes of port 0xe9 go (the kernel sends them with trace=on). log: where QEMU tells of a triple
    fault. deterministic: virtual time counts instructions, so that the same input gives the same bytes."""
    line = [PROGRAM, "-m", str(memory), "-no-reboot", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
            "-display", display, "-serial", serial]
    if iso is not None:
        line += ["-cdrom", iso, "-boot", "d"]
    else:
        line += ["-kernel", kernel, "-append", boot_words(words, run)]
        line += ["-initrd", archive] if archive is not None else []
    if trace is not None:
        line += ["-debugcon", f"file:{trace}"]
    if log is not None:
        line += ["-d", "cpu_reset", "-D", log]
    if deterministic:
        line += ["-icount", "shift=3,sleep=off"]
    return [*line, *ram_options(memory), *extra]


def memories() -> Path:
    """Where `make coverage` has the guests' memories kept, of this process and those that it starts; pytest's workers
    have a folder each."""
    return Path(os.environ["ROBIN_COVERAGE"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")


def ram_options(megabytes: int) -> List[str]:
    """QEMU's options for keeping the guest's memory in a file; none unless ROBIN_COVERAGE asks for it."""
    if "ROBIN_COVERAGE" not in os.environ:
        return []
    memories().mkdir(parents=True, exist_ok=True)
    ram_options.count = getattr(ram_options, "count", 0) + 1
    path = memories().resolve() / f"{os.getpid()}-{ram_options.count}.ram"
    return ["-object", f"memory-backend-file,id=ram,size={megabytes}M,mem-path={path},share=on",
            "-machine", "memory-backend=ram"]


def end_on_signals() -> None:
    """SIGTERM and SIGHUP end this program in good order, and so the QEMU that it has started."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))


def die_with_parent() -> Callable[[], None]:
    """What a child does before it becomes QEMU, so that whoever is killed leaves no QEMU behind."""
    parent = os.getpid()

    def in_child() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, prctl(2)
        if os.getppid() != parent:  # it was killed before that
            os._exit(1)
    return in_child


class Ending(NamedTuple):
    """How a machine ended: status is init's (0 to 0x60), or PANIC, RESET or QEMU_FAILED; words explain the latter."""
    status: int
    words: str = ""


def decode(code: int) -> Ending:
    """What QEMU's exit status (negative: the signal that killed it) says about Robin."""
    port = code >> 1
    if code & 1 and EXIT_BASE <= port <= EXIT_BASE + STATUS_MAX:
        return Ending(port - EXIT_BASE)
    if code & 1 and port == EXIT_PANIC:
        return Ending(PANIC, "the kernel panicked, or could not start: its lines above say why")
    if code == 0:
        return Ending(RESET, "the machine was reset or switched off before init exited")
    if code < 0:
        return Ending(QEMU_FAILED, f"QEMU was killed by signal {-code}")
    return Ending(QEMU_FAILED, f"QEMU failed with status {code}")


def triple_fault(log: Path) -> bool:
    """Whether QEMU's log tells of a triple fault: the other reasons for exit status 0 are quitting and a signal."""
    try:
        return "Triple fault" in log.read_text(errors="replace")
    except FileNotFoundError:
        return False
