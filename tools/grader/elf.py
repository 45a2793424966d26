"""The sections and symbols of an object file, read from its bytes.

A name may be any text that an assembler takes, with blanks and ends of lines in it. So what nm and objdump print of it
can be made to look like something else.
"""
from __future__ import annotations

import struct
from pathlib import Path
from typing import List, NamedTuple, Tuple

HEADER, SECTION, SYMBOL = struct.Struct("<32xI10xHHH"), struct.Struct("<10I"), struct.Struct("<III2BH")
SYMBOL_TABLE = 2  # types and flags of sections: Tool Interface Standard, ELF specification 1.2, book I
ALLOCATED = 2
GLOBAL = 1  # how a symbol is bound; 0 is local, and those above are weak, or stranger
UNDEFINED, COMMON = 0, 0xFFF2  # in place of a symbol's section


class Section(NamedTuple):
    name: str
    flags: int
    size: int


class Symbol(NamedTuple):
    name: str
    binding: int
    section: int


def read(path: Path) -> Tuple[List[Section], List[Symbol]]:
    """Of an object for a PC of 32 bits, as our own assembler has written it."""
    data = path.read_bytes()

    def text(at: int) -> str:
        return data[at:data.index(b"\0", at)].decode("utf-8", "replace")

    begin, _, count, names = HEADER.unpack_from(data)
    headers = [SECTION.unpack_from(data, begin + SECTION.size * each) for each in range(count)]
    sections = [Section(text(headers[names][4] + name), flags, size)
                for name, _, flags, _, _, size, *_ in headers]
    symbols = [Symbol(text(headers[link][4] + name), info >> 4, section)
               for _, kind, _, _, offset, size, link, *_ in headers if kind == SYMBOL_TABLE
               for name, _, _, info, _, section in SYMBOL.iter_unpack(data[offset:offset + size])]
    return sections, symbols
