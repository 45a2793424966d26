"""pages: a process's address space, region by region and page by page."""
from __future__ import annotations

from typing import List

from tools.gdb import kernel
from tools.gdb.command import Command, say
from tools.gdb.kernel import PAGE_BYTES, Trouble
from tools.gdb.memory import FRAME_MASK, USER, WRITABLE, Region, Space, space_of
from tools.gdb.process import Table, current

READ, WRITE = 1, 2
REGIONS_MAX = 64
RUNS_MAX = 64


class Pages(Command):
    """pages [PID] -- the address space: regions, present pages, their frames; without PID the running process's

    writable        a write goes straight to the frame
    copy-on-write   a write is allowed, but would first copy the frame; with 1 user it only becomes writable again
    shared          MAP_SHARED: all who fork from here go on using the same frame
    users N         so many page tables name this frame"""

    def run(self, pid: int = -1) -> None:
        process = current() if pid < 0 else Table().find(pid)
        space = space_of(process)
        regions, damage = space.regions()
        say(f"{process.words}: {int(space.value['pages'])} pages present, page directory at "
            f"{space.directory:#010x}, heap from {int(space.value['heap_start']):#010x} to "
            f"{int(space.value['heap_end']):#010x}")
        frames = Frames()
        counted = 0
        for region in regions[:REGIONS_MAX]:
            say(f"{region.start:#010x}-{region.end:#010x}  {protection(region)}{kind(region)}")
            runs, count = describe(space, region, frames)
            counted += count
            for line in runs[:RUNS_MAX]:
                say("  " + line)
            if len(runs) > RUNS_MAX:
                say(f"  ... and {len(runs) - RUNS_MAX} more lines")
        if damage:
            say(f"DAMAGE: the list of regions: {damage}")
        elif len(regions) <= REGIONS_MAX and counted != int(space.value["pages"]):
            say(f"DAMAGE: {counted} pages are present, but the address space counts {int(space.value['pages'])}")


class Frames:
    """The kernel's counts of who uses each frame."""

    def __init__(self) -> None:
        self.array = int(kernel.variable("frames"))
        self.size = kernel.type_of("struct frame", "frame_free").sizeof

    def users(self, frame: int) -> int:
        return kernel.word(self.array + frame // PAGE_BYTES * self.size)


def describe(space: Space, region: Region, frames: Frames) -> "tuple[List[str], int]":
    """A line for each run of pages that differ in nothing but their place."""
    runs: List[List] = []  # first address, first frame, pages, words
    count = 0
    for address, entry in space.pages(region):
        frame = entry & FRAME_MASK
        words = flags(region, entry) + f", users {frames.users(frame)}"
        count += 1
        last = runs[-1] if runs else None
        if last and last[3] == words and address == last[0] + last[2] * PAGE_BYTES \
                and frame == last[1] + last[2] * PAGE_BYTES:
            last[2] += 1
        else:
            runs.append([address, frame, 1, words])
    lines = []
    for address, frame, pages, words in runs:
        where = f"{address:#010x}" + (f" and {pages - 1} more" if pages > 1 else "")
        lines.append(f"{where:<22} frame {frame:#010x}  {words}")
    return lines or ["no page is present yet"], count


def flags(region: Region, entry: int) -> str:
    if not entry & USER:
        return "present, out of reach of user mode"
    if region.is_shared:
        return "present, shared" + (", writable" if entry & WRITABLE else "")
    if entry & WRITABLE:
        return "present, writable"
    return "present, " + ("copy-on-write" if region.protection & WRITE else "read-only")


def protection(region: Region) -> str:
    words = [word for bit, word in ((READ, "read"), (WRITE, "write"), (4, "execute")) if region.protection & bit]
    return " ".join(words) or "no access"


def kind(region: Region) -> str:
    return (", shared" if region.is_shared else "") + (", the stack: grows down" if region.grows_down else "")
