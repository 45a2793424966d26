"""Where addresses are in the sources: function, file and line, by addr2line.

    places.Places(build / "robin.elf").words(0xc010e211)      # "selftest_run+81 (kernel/debug/selftest.c:44)"
    places.look_up(build / "user" / "race.elf", [0x8048123], build)
"""
from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, NamedTuple, Tuple

from tools import profile

ROOT = Path(__file__).resolve().parent.parent
PROGRAM_FOLDERS = ("user", "test", "bench")  # of the build: where programs with debug information are
NAME_BYTES = 15  # of a program's name, that a PCB keeps
LAST_FUNCTION_BYTES = 4096  # at most


class Place(NamedTuple):
    function: str
    file: str
    line: int


def _program(build: Path) -> List[str]:
    """addr2line of the toolchain that Robin was built with, or any other; nothing if there is none."""
    try:
        found = re.search(r"^NM := (.*)$", (build / "toolchain.mk").read_text(), re.MULTILINE)
    except OSError:
        found = None
    own = shlex.split(found.group(1))[0] if found else ""
    for name in (re.sub(r"nm$", "addr2line", own), "addr2line", "i686-linux-gnu-addr2line", "llvm-addr2line"):
        if name and shutil.which(name):
            return [name]
    return []


def look_up(elf: Path, addresses: Iterable[int], build: Path) -> Dict[int, List[Place]]:
    """The places of these addresses, asked for at once; those that nobody knows are left out. The compiler puts
    functions into one another, so an address may be in several: the innermost comes first."""
    wanted, program = sorted(addresses), _program(build)
    if not program or not wanted or not elf.exists():
        return {}
    answer = subprocess.run([*program, "-a", "-f", "-i", "-e", str(elf.resolve())], stdout=subprocess.PIPE,
                            check=False, stderr=subprocess.DEVNULL, universal_newlines=True,
                            input="".join(f"{address:#x}\n" for address in wanted)).stdout.splitlines()
    found: Dict[int, List[Place]] = {}
    address = first = 0  # an address, then two lines a function: its name, its file and line
    for number, line in enumerate(answer):
        if re.fullmatch(r"0x[0-9a-f]+", line):
            address, first = int(line, 16), number + 1
        elif (number - first) % 2:
            where = re.match(r"(.*):([1-9]\d*)", line)
            if where and where.group(1) != "??":
                place = Place(answer[number - 1], in_tree(where.group(1)), int(where.group(2)))
                found.setdefault(address, []).append(place)
    return found


def in_tree(name: str) -> str:
    """A file's name from the root of the sources, wherever they were when it was compiled."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    tails = ("/".join(parts[begin:]) for begin in range(len(parts)))
    return next((tail for tail in tails if (ROOT / tail).is_file()), name)


def program_folders(build: Path) -> List[Path]:
    """Where the programs of a kernel are: beside it or, of a lab's or a recorded one, in a folder further up."""
    top = next((each for each in (build, *build.parents) if (each / PROGRAM_FOLDERS[0]).is_dir()), build)
    return [top / folder for folder in PROGRAM_FOLDERS]


def program_file(build: Path, name: str) -> Path:
    """The ELF file of a program, by the name that a PCB keeps of it; it may not be there."""
    folders = program_folders(build)
    files = [file for folder in folders for file in sorted(folder.glob("*.elf"))
             if file.stem[:NAME_BYTES] == name[:NAME_BYTES]]
    return files[0] if files else folders[0] / f"{name}.elf"


def _line(found: Dict[int, List[Place]], address: int) -> str:
    """kernel/debug/selftest.c:44; empty if nobody knows."""
    return "".join(f"{place.file}:{place.line}" for place in found.get(address, [])[:1])


class Places:
    def __init__(self, elf: Path) -> None:
        self.file = elf
        self.elf = profile.Elf(elf)

    def line(self, address: int) -> str:
        return _line(look_up(self.file, [address], self.file.resolve().parent), address)

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
    fault = re.match(r"panic: .*, eip 0x([0-9a-f]{8}), ", report)  # the place itself, and not behind a call
    process = ROW.search(report)
    name = process.group(1) if process else ""
    program = program_file(build, name)
    stack = re.search(r"^functions, .*:\n((?:  .*\n)+)", report, re.MULTILINE)
    rows: List[Tuple[str, Path, int]] = []  # a function, and where to look which address up
    for index, (number, function) in enumerate(
            re.findall(r"^  ([0-9a-f]{8}) (.*)$", stack.group(1) if stack else "", re.MULTILINE)):
        behind = 0 if fault and index == 0 and fault.group(1) == number else 1
        rows.append((function, program if function == "in user mode" else build / "robin.elf",
                     int(number, 16) - behind))
    found = {elf: look_up(elf, [address for _, one, address in rows if one == elf], build)
             for elf in {elf for _, elf, _ in rows}}
    for function, elf, address in rows:
        line = _line(found[elf], address)
        if line:
            yield f"{function:<30} {line}"
