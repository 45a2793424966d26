"""Where addresses are in the sources: function, file and line.

    places.Places(build / "robin.elf").words(0xc010e211)      # "selftest_run+81 (kernel/debug/selftest.c:44)"
"""
from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import List

from tools import profile


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
        place = re.search(r"(?:^|/)((?:arch|boot|kernel)/[^?]*:[1-9]\d*)", done.stdout)
        return place.group(1) if place else ""

    def words(self, address: int, behind: int = 0) -> str:
        """`behind`: 1 for a return address, which is behind the call that it belongs to."""
        if not self.elf.entry <= address + profile.KERNEL_BASE or address < self.elf.addresses[0]:
            return f"{address:#010x}"
        name = self.elf.function_at(address - behind)
        line = self.line(address - behind)
        start = self.elf.addresses[self.elf.functions.index(name)]
        return f"{name}+{address - start}" + (f" ({line})" if line else "")
