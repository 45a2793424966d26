"""User memory of any process, read through its page tables and the direct map, whoever runs."""
from __future__ import annotations

from typing import Iterator, List, NamedTuple, Optional

from tools.gdb import kernel
from tools.gdb.kernel import KERNEL_BASE, PAGE_BYTES, Trouble
from tools.gdb.process import Process

PRESENT, WRITABLE, USER = 1, 2, 4
FRAME_MASK = 0xFFFFF000
TABLE_SPAN = 0x400000  # what one page table covers
DIRECT_MAP_BYTES = 0x30000000


class Region(NamedTuple):
    start: int
    end: int
    protection: int
    is_shared: bool
    grows_down: bool


class Space:
    """An address space."""

    def __init__(self, address: int) -> None:
        self.address = address
        self.value = kernel.structure(address, kernel.type_of("struct address_space", "address_space_create"))
        self.directory = int(self.value["directory"])

    def table(self, address: int) -> Optional[bytes]:
        """The page table for an address: its 1,024 entries."""
        entry = kernel.word(direct(self.directory) + address // TABLE_SPAN * 4)
        return kernel.read(direct(entry), PAGE_BYTES) if entry & PRESENT else None

    def entry(self, address: int) -> int:
        table = self.table(address)
        return entry_of(table, address) if table else 0

    def read(self, address: int, size: int) -> bytes:
        """Bytes of user memory that are present."""
        data = b""
        while len(data) < size:
            at = address + len(data)
            entry = self.entry(at) if at < KERNEL_BASE else 0
            if not entry & PRESENT:
                raise Trouble(f"{at:#010x} is not present")
            data += kernel.read(direct(entry) + at % PAGE_BYTES, min(size - len(data), PAGE_BYTES - at % PAGE_BYTES))
        return data

    def regions(self) -> "tuple[List[Region], Optional[str]]":
        kind = kernel.type_of("struct region", "address_space_create")
        head = self.address + kernel.offset(self.value.type, "regions")
        walked = kernel.walk(head, lambda link: f"the region at {link:#010x}")
        found = []
        for link in walked.links:
            one = kernel.structure(link - kernel.offset(kind, "link"), kind)
            found.append(Region(int(one["start"]), int(one["end"]), int(one["protection"]), bool(one["is_shared"]),
                                bool(one["grows_down"])))
        return found, walked.damage

    def pages(self, region: Region) -> Iterator["tuple[int, int]"]:
        """Address and entry of each page that is present."""
        table: Optional[bytes] = None
        for address in range(region.start, min(region.end, KERNEL_BASE), PAGE_BYTES):
            if address == region.start or address % TABLE_SPAN == 0:
                table = self.table(address)
            if table is not None and entry_of(table, address) & PRESENT:
                yield address, entry_of(table, address)


def entry_of(table: bytes, address: int) -> int:
    index = address // PAGE_BYTES % 1024 * 4
    return int.from_bytes(table[index:index + 4], "little")


def direct(entry: int) -> int:
    """Where the kernel sees the frame of an entry."""
    frame = entry & FRAME_MASK
    if frame >= DIRECT_MAP_BYTES:
        raise Trouble(f"a page table is damaged: frame {frame:#010x} is beyond all memory")
    return frame + KERNEL_BASE


def space_of(process: Process) -> Space:
    address = process.number("space")
    if not address:
        raise Trouble(f"{process.words} has no user memory: it is " +
                      ("idle, which is part of the kernel" if process.pid == 0 else f"a {process.state}"))
    try:
        return Space(address)
    except Trouble as trouble:
        raise Trouble(f"{process.words}: space is a wild pointer: {trouble}") from None
