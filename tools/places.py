"""Where addresses are in the sources: function, file and line.

    places.Places(build / "robin.elf").words(0xc010e211)      # "selftest_run+81 (kernel/debug/selftest.c:44)"
"""
from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Iterator, List

from tools import profile


LAST_FUNCTION_BYTES = 4096  # at most


def _program(build: Path) -> List[str]:
    """addr2line of the toolchain that Robin was built with, or any other; nothing if there is none."""
    try:
        found = re.search(r"^NM := (.*)$", (build / "toolchain.mk").read_text(), re.MULTILINE)
    except OSError:
        found = None
    own = shlex.split(found.group(1))[0] if found else ""
    for name in (re.sub(r"nm$", "addr2line", own), "addr2line", "llvm-addr2line"):
        if name and shutil.which(name):
            return [name]
    return []


class Places:
    def __init__(self, elf: Path) -> None:
        self.file = elf.resolve()
        self.elf = profile.Elf(elf)
        self.program = _program(elf.resolve().parent)

    def line(self, address: int) -> str:
        """kernel/debug/selftest.c:44; empty if nobody knows."""
        if not self.program:
            return ""
        done = subprocess.run([*self.program, "-e", str(self.file), hex(address)], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, universal_newlines=True)
        place = re.search(r"^(?:.*/)?((?:arch|boot|kernel|user|tests)/[^?]*:[1-9]\d*)", done.stdout)
        return place.group(1) if place else ""

    def words(self, address: int, behind: int = 0) -> str:
        """`behind`: 1 for a return address, which is behind the call that it belongs to."""
        if not self.elf.addresses[0] <= address < self.elf.addresses[-1] + LAST_FUNCTION_BYTES:
            return f"{address:#010x}"
        name = self.elf.function_at(address - behind)
        line = self.line(address - behind)
        start = self.elf.addresses[self.elf.functions.index(name)]
        return f"{name}+{address - start}" + (f" ({line})" if line else "")


ROW = re.compile(r"^ +\d+ +\d+ +\d+ [a-z]+\*? +\d+ +\d+ +\d+ +\d+ (\S+)", re.MULTILINE)  # of a process


def of_panic(text: str, build: Path) -> Iterator[str]:
    """Lines that say where in the sources the functions of a panic's report are. `text` is what the console showed."""
    report = re.sub(r"\x1b\[[0-9;]*m|\r", "", text[max(text.rfind("panic: "), 0):])
    there = re.match(r"panic: (\S+\+\d+|user mode): ", report)  # where the fault was, and not behind a call
    process = ROW.search(report)
    name = f"{process.group(1) if process else ''}.elf"
    program = build / "user" / name if (build / "user" / name).exists() else build / "test" / name
    stack = re.search(r"^functions, .*:\n((?:  .*\n)+)", report, re.MULTILINE)
    rows = re.findall(r"^  ([0-9a-f]{8}) (.*)$", stack.group(1) if stack else "", re.MULTILINE)
    for index, (number, function) in enumerate(rows):
        elf = program if function == "in user mode" else build / "robin.elf"
        behind = 0 if there and index == 0 else 1
        line = Places(elf).line(int(number, 16) - behind) if elf.exists() else ""
        if line:
            yield f"{function:<30} {line}"
