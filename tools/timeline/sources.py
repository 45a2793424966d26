"""Where in its source a program is: addr2line, asked once for all addresses of a program.

    resolve = Sources(Path("build"))
    resolve("philosophers", {0x8048123})    # {0x8048123: [Place("dine", "user/programs/philosophers.c", 107, "P(...")]}

The compiler puts functions into one another, so an address may be in several: the innermost comes first.
"""
import re
import shutil
import subprocess
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Optional

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ("addr2line", "i686-linux-gnu-addr2line", "llvm-addr2line")
FOLDERS = ("user", "test", "bench")  # of the build: where programs with debug information are


class Place(NamedTuple):
    function: str
    file: str
    line: int
    text: str  # the line itself


class Sources:
    def __init__(self, build: Path) -> None:
        self.build = build
        self.tool = next((tool for tool in TOOLS if shutil.which(tool)), None)
        self.files: Dict[str, List[str]] = {}

    def __call__(self, program: str, addresses: Iterable[int]) -> Dict[int, List[Place]]:
        """The places of these addresses; those that are not known are left out."""
        files = [self.build / folder / f"{program}.elf" for folder in FOLDERS]
        elf = next((file for file in files if file.exists()), None)
        wanted = sorted(addresses)
        if elf is None or self.tool is None or not wanted:
            return {}
        answer = subprocess.run([self.tool, "-a", "-f", "-i", "-e", str(elf)], stdout=subprocess.PIPE, check=False,
                                stderr=subprocess.DEVNULL, universal_newlines=True,
                                input="".join(f"{address:#x}\n" for address in wanted)).stdout.splitlines()
        found: Dict[int, List[Place]] = {}
        address = first = 0  # an address, then two lines a function: its name, its file and line
        for number, line in enumerate(answer):
            if re.fullmatch(r"0x[0-9a-f]+", line):
                address, first = int(line, 16), number + 1
            elif (number - first) % 2:
                place = self._place(answer[number - 1], line)
                if place:
                    found.setdefault(address, []).append(place)
        return found

    def _place(self, function: str, where: str) -> Optional[Place]:
        match = re.match(r"(.*):(\d+)", where)
        if not match or match.group(1) == "??":
            return None
        file = in_tree(match.group(1))
        if file not in self.files:
            known = (ROOT / file).is_file()
            self.files[file] = (ROOT / file).read_text("utf-8", "replace").splitlines() if known else []
        lines, number = self.files[file], int(match.group(2))
        return Place(function, file, number, lines[number - 1].strip() if 0 < number <= len(lines) else "")


def in_tree(name: str) -> str:
    """A file's name from the root of the sources, wherever they were when it was compiled."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    tails = ("/".join(parts[begin:]) for begin in range(len(parts)))
    return next((tail for tail in tails if (ROOT / tail).is_file()), name)


def is_program(place: Place) -> bool:
    """In the program itself, not in the library that all have."""
    return "/lib/" not in place.file
