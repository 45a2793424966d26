#!/usr/bin/env python3
"""Which lines and branches of the kernel ran: `make coverage` calls this after the tests.

  tools/coverage.py --build build/covered --output build/coverage --gcov i686-linux-gnu-gcov

The kernel of that build counts, in gcov's way, how often each piece of it ran (`make COVERAGE=1`); the counters are
plain variables of the kernel. While ROBIN_COVERAGE names a folder, QEMU keeps the guest's memory in a file there
(qemu.py), and the tests, after each test, add up the counters in these files (Totals.collect). So the kernel needs no
code for it, and a run that panics, hangs or is killed counts like any other. At the end the sums become the .gcda files
that gcov reads, and gcovr makes HTML of them.
"""
from __future__ import annotations

import argparse
import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, NamedTuple, Tuple

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.pycache_prefix = str(ROOT / "build" / "pycache")  # only build/ is written
    sys.path[0] = str(ROOT)
from tools import qemu  # noqa: E402  (after the path)

KERNEL_BASE = 0xC0000000  # physical address 0 is mapped here, and is the file's first byte

# gcc's gcov-io.h
GCDA_MAGIC = 0x67636461
TAG_FUNCTION = 0x01000000
TAG_ARC_COUNTERS = 0x01A10000
VERSION_LENGTHS_IN_BYTES = 0x42323200  # "B22": gcc 12 tells lengths in bytes, those before it in words


class Source(NamedTuple):
    """What gcc put into the kernel for one source file: struct gcov_info."""
    version: int
    stamp: int
    checksum: int
    functions: List[Tuple[int, int, int]]  # ident and two checksums, as .gcda files repeat them
    counters: List[List[int]]              # of each function


class Memory:
    def __init__(self, path: Path):
        self.file = path.open("rb")

    def bytes(self, address: int, size: int) -> bytes:
        self.file.seek(address - KERNEL_BASE)
        return self.file.read(size)

    def numbers(self, address: int, kind: str) -> Tuple[int, ...]:
        return struct.unpack(f"<{kind}", self.bytes(address, struct.calcsize(f"<{kind}")))

    def source(self, address: int) -> Tuple[str, Source]:
        version, _, stamp, checksum, name = self.numbers(address, "5I")
        # Then a function for each kind of counter that knows how to add it up. Ours are all null, as we do that here.
        address += 20
        while self.numbers(address, "I")[0] == 0:
            address += 4
        count, pointers = self.numbers(address, "2I")
        functions, counters = [], []
        for pointer in self.numbers(pointers, f"{count}I"):
            _, ident, lines, graph, counter_count, values = self.numbers(pointer, "6I")
            functions.append((ident, lines, graph))
            counters.append(list(self.numbers(values, f"{counter_count}Q")))
        path = self.bytes(name, 1024).partition(b"\0")[0].decode()
        return path, Source(version, stamp, checksum, functions, counters)


def section(elf: bytes, wanted: str) -> Tuple[int, bytes]:
    """A section's address and contents."""
    table, = struct.unpack_from("<I", elf, 32)
    size, count, names = struct.unpack_from("<3H", elf, 46)
    headers = [struct.unpack_from("<6I", elf, table + i * size) for i in range(count)]
    for name, _, _, address, offset, length in headers:
        start = headers[names][4] + name
        if elf[start:elf.index(b"\0", start)] == wanted.encode():
            return address, elf[offset:offset + length]
    raise SystemExit(f"coverage: the kernel has no section {wanted}: build it with COVERAGE=1")


class Totals:
    """The sums over many boots of one kernel."""

    def __init__(self, kernel: Path):
        self.table, self.pointers = section(kernel.read_bytes(), ".gcov_info")
        self.sources: Dict[str, Source] = {}
        self.boots = 0

    def add(self, name: str, source: Source) -> None:
        total = self.sources.setdefault(name, source)
        if total is not source:
            for sums, values in zip(total.counters, source.counters):
                sums[:] = map(int.__add__, sums, values)

    def collect(self) -> None:
        """Adds up, and removes, the memories in this process's folder."""
        for path in sorted(qemu.memories().glob("*.ram")):
            memory = Memory(path)
            if memory.bytes(self.table, len(self.pointers)) == self.pointers:  # this kernel was in it
                for pointer in struct.unpack(f"<{len(self.pointers) // 4}I", self.pointers):
                    self.add(*memory.source(pointer))
                self.boots += 1
            path.unlink()

    def save(self) -> None:
        qemu.memories().mkdir(parents=True, exist_ok=True)
        (qemu.memories() / "counters").write_text(json.dumps([self.boots, self.sources]))

    def load(self, path: Path) -> None:
        boots, sources = json.loads(path.read_text())
        self.boots += boots
        for name, source in sources.items():
            self.add(name, Source(*source))


def gcda(source: Source) -> bytes:
    """The contents of the .gcda file with these counters."""
    unit = 1 if source.version >= VERSION_LENGTHS_IN_BYTES else 4
    data = struct.pack("<4I", GCDA_MAGIC, source.version, source.stamp, source.checksum)
    for function, counters in zip(source.functions, source.counters):
        data += struct.pack("<5I", TAG_FUNCTION, 12 // unit, *function)
        data += struct.pack(f"<2I{len(counters)}Q", TAG_ARC_COUNTERS, 8 * len(counters) // unit, *counters)
    return data + bytes(4)


# An assertion holds in every run of a correct kernel, and so does an audit's CHECK: that they did not fail is no gap.
ASSERTIONS = r".*\b(assert|CHECK)\(.*"


# Where this kernel's objects are. The build folder also holds kernels that tests have changed.
FOLDERS = ("arch", "kernel")


def report(options: argparse.Namespace) -> dict:
    """Lets gcovr make HTML; its summary of every file."""
    options.output.mkdir(parents=True, exist_ok=True)
    summary = options.output / "summary.json"
    subprocess.run(["gcovr", "--root", ROOT, "--object-directory", options.build, "--gcov-executable", options.gcov,
                    "--exclude-branches-by-pattern", ASSERTIONS, "--html-title", "Robin", "--html-self-contained",
                    "--html-details", options.output / "index.html", "--json-summary", summary,
                    *(options.build / folder for folder in FOLDERS)], cwd=ROOT, check=True)
    return json.loads(summary.read_text())


def share(part: int, whole: int) -> str:
    return f"{part:5} of {whole:5} {100 * part / whole if whole else 100:6.1f} %"


def print_folders(files: List[dict]) -> None:
    folders: Dict[str, List[dict]] = {}
    for file in files:
        folders.setdefault(os.path.dirname(file["filename"]), []).append(file)
    print(f"{'':16}{'lines':>14}{'branches':>24}")
    for name, members in [*sorted(folders.items()), ("all", files)]:
        counts = [sum(member[key] for member in members)
                  for key in ("line_covered", "line_total", "branch_covered", "branch_total")]
        print(f"{name:16}{share(*counts[:2])}  {share(*counts[2:])}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True, help="where the kernel was built with COVERAGE=1")
    parser.add_argument("--output", type=Path, required=True, help="where index.html goes")
    parser.add_argument("--gcov", default="gcov", help="the gcov of the compiler that built it")
    options = parser.parse_args()
    totals = Totals(options.build / "robin.elf")
    for path in sorted(options.build.glob("memories/*/counters")):
        totals.load(path)
    if totals.boots == 0:
        print("coverage: no boot of this kernel was counted", file=sys.stderr)
        return 1
    for name, source in totals.sources.items():
        (ROOT / name).write_bytes(gcda(source))
    print_folders(report(options)["files"])
    print(f"{totals.boots} boots; line by line: {options.output / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
