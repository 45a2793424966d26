"""The lines of a program's source that its addresses belong to.

    resolve = Sources(Path("build"))
    resolve("philosophers", {0x8048123})    # {0x8048123: [Place("dine", "user/programs/philosophers.c", 107, "P(...")]}
"""
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple

from tools import places


class Place(NamedTuple):
    function: str
    file: str
    line: int
    text: str  # the line itself


class Sources:
    def __init__(self, build: Path) -> None:
        self.build = build
        self.files: Dict[str, List[str]] = {}

    def __call__(self, program: str, addresses: Iterable[int]) -> Dict[int, List[Place]]:
        """The places of these addresses, the innermost function first; those that are not known are left out."""
        found = places.look_up(places.program_file(self.build, program), addresses, self.build)
        return {address: [Place(*place, self._text(place)) for place in several] for address, several in found.items()}

    def _text(self, place: places.Place) -> str:
        if place.file not in self.files:
            path = places.ROOT / place.file
            self.files[place.file] = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
        lines = self.files[place.file]
        return lines[place.line - 1].strip() if place.line <= len(lines) else ""


def is_program(place: Place) -> bool:
    """In the program itself, not in the library that all have."""
    return "/lib/" not in place.file
