"""Counts the instructions that a machine in QEMU executes, by address: for tools/profile and tools/bench.

QEMU writes each block of code that it translates (-d in_asm) and each that it executes (exec, nochain) to its log. The
log comes through a pipe and is added up as it is read, so that no file of gigabytes is made.
"""
from __future__ import annotations

import bisect
import struct
import subprocess
from collections import Counter
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional

USER = "(programs)"
KERNEL_BASE = 0xC0000000
LOGGED = "0x100000..0x1fffff,0x8048000..0xdfffffff"  # where Robin and its programs are; the BIOS is elsewhere


class Section(NamedTuple):
    name: str
    kind: int
    flags: int
    address: int
    offset: int
    size: int
    link: int


class Elf:
    """What is needed of the kernel's ELF file: its sections, its symbols and where it starts."""

    CONTENT, SYMBOLS = 1, 2  # kinds of sections
    ALLOCATED = 2            # a flag: it is in memory when the kernel runs

    def __init__(self, file: Path):
        data = file.read_bytes()
        (entry, programs, headers), (program_count, _, count, names) = (
            struct.unpack_from("<3I", data, 24), struct.unpack_from("<4H", data, 44))
        rows = [struct.unpack_from("<10I", data, headers + 40 * i) for i in range(count)]

        def text(offset: int) -> str:
            return data[offset:data.index(b"\0", offset)].decode()

        self.sections = [Section(text(rows[names][4] + row[0]), *row[1:7]) for row in rows]
        code = [section.name for section in self.sections].index(".text")
        self.symbols: Dict[str, int] = {}
        self.functions: List[str] = []  # and entry points in assembly, without their local labels
        self.addresses: List[int] = []
        found = []
        for table in self.sections:
            if table.kind != self.SYMBOLS:
                continue
            for offset in range(table.offset, table.offset + table.size, 16):
                position, value, _, _, _, section = struct.unpack_from("<3I2BH", data, offset)
                name = text(self.sections[table.link].offset + position)
                self.symbols[name] = value
                if section == code and "." not in name:
                    found.append((value, name))
        for value, name in sorted(found):
            self.addresses.append(value)
            self.functions.append(name)
        self.entry = entry
        for i in range(program_count):  # paging is off at the first instruction: it runs at its physical address
            _, _, address, physical, size = struct.unpack_from("<5I", data, programs + 32 * i)
            if address <= entry < address + size:
                self.entry = entry - address + physical

    def function_at(self, address: int) -> str:
        if address < KERNEL_BASE:
            return USER
        index = bisect.bisect_right(self.addresses, address) - 1
        return self.functions[index] if index >= 0 else "?"

    def image_bytes(self) -> int:
        """Code, constants and initialized data: what has to be loaded."""
        return sum(section.size for section in self.sections
                   if section.kind == self.CONTENT and section.flags & self.ALLOCATED)


def count(command: List[str], folder: Path, since: Optional[int] = None, until: Optional[int] = None) -> Counter:
    """Runs QEMU and returns how many instructions it executed in the blocks that begin at each address.

    since: counting begins when this address is reached; until: there it ends, and the machine with it."""
    machine = subprocess.Popen([*command, "-d", "in_asm,exec,nochain", "-dfilter", LOGGED, "-D", "/dev/stdout"],
                               cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert machine.stdout is not None
    sizes: Dict[bytes, int] = {}      # of each block, named by where QEMU keeps it: its instructions
    addresses: Dict[bytes, int] = {}  # and where it begins
    times: Counter = Counter()
    total: Counter = Counter()
    size = 0

    def add_up() -> None:
        for block, number in times.items():
            total[addresses[block]] += number * sizes[block]
        times.clear()

    try:
        for line in machine.stdout:
            if line.startswith(b"Trace "):
                block = line.split(b" ", 3)[2]
                if size:  # it has just been translated
                    if block in times:
                        add_up()
                    sizes[block], size = size, 0
                    addresses[block] = int(line.split(b"/", 2)[1], 16)
                if since is not None or until is not None:
                    if addresses[block] == since:
                        times.clear()
                        total.clear()
                        since = None
                    elif addresses[block] == until and since is None:
                        break
                times[block] += 1
            elif line.startswith(b"0x"):
                size += 1
            elif line.startswith(b"IN:"):
                size = 0
            elif line.startswith(b"Stopped execution"):  # a timer's deadline: the block begins anew later
                times[line.split(b"before ", 1)[1].split(b" ", 1)[0]] -= 1
    finally:
        machine.kill()
        machine.wait()
    add_up()
    return total


def by_function(elf: Elf, instructions: Counter) -> Counter:
    functions: Counter = Counter()
    for address, number in instructions.items():
        functions[elf.function_at(address)] += number
    return functions
