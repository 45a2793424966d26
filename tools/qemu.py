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
from pathlib import Path
from typing import List, NamedTuple, Optional, Sequence

from tools import coverage

PROGRAM = "qemu-system-i386"  # not x86_64's: its gdb stub sends registers of 64 bits
MEMORY_MB = 128
MEMORY_MB_MIN = 2  # with less, QEMU's own firmware does not get as far as the kernel
TRACE_FILE = "run.trace"
LOG_FILE = "qemu.log"

# What Robin writes to port 0xf4 to end the machine; isa-debug-exit makes QEMU exit with twice that plus one.
EXIT_BASE = 0x10  # plus init's status
EXIT_PANIC = 0x01
STATUS_MAX = 0x60

# Statuses above every program's, for runs that did not end with init.
PANIC, RESET, QEMU_FAILED = 97, 98, 99
TIMED_OUT = 124  # as timeout(1) has it


def megabytes(text: str) -> int:
    """What the user gives as a size of memory."""
    if not text.isdecimal() or int(text) < MEMORY_MB_MIN:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of megabytes from {MEMORY_MB_MIN}")
    return int(text)


def boot_words(words: str = "", run: str = "") -> str:
    """The kernel's command line: its own words, then the command that init is to run."""
    return f"{words} -- {run}" if run else words


def command(*, words: str = "", run: str = "", kernel: str = "robin.elf", archive: Optional[str] = "initrd.tar",
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
    return [*line, *coverage.ram_options(memory), *extra]


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
