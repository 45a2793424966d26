"""Reading the stopped kernel: its variables, structures and lists, in whatever state they are.

Nothing here trusts what it reads. What cannot be is Trouble, and says where.
"""
from __future__ import annotations

import functools
from typing import Any, Callable, List, NamedTuple, Optional

import gdb

KERNEL_BASE = 0xC0000000
PAGE_BYTES = 4096
GONE = "the machine has ended: quit, then make gdb or make replay starts it once more"
ASSEMBLY_BYTES = 64  # no function of assembly that we look into is longer


class Trouble(Exception):
    """What was asked for cannot be had. The message is the one line that the user sees."""


def connected() -> bool:
    return gdb.selected_thread() is not None


def read(address: int, size: int) -> bytes:
    try:
        return gdb.selected_inferior().read_memory(address, size).tobytes()
    except gdb.MemoryError:
        raise Trouble(f"{address:#010x} is no memory") from None


def word(address: int) -> int:
    return int.from_bytes(read(address, 4), "little")


def register(name: str) -> int:
    """Of the machine, whatever frame is selected."""
    return int(gdb.newest_frame().read_register(name).cast(gdb.lookup_type("unsigned int")))


def in_user_mode() -> bool:
    return register("cs") & 3 == 3


def objfile() -> gdb.Objfile:
    """The kernel's symbols: the file that gdb was started with."""
    return next(one for one in gdb.objfiles() if one.filename.endswith("robin.elf"))


def variable(name: str, file: str = "") -> gdb.Value:
    """A global of the kernel, or a static one of a file; whatever programs call theirs."""
    if not connected():
        raise Trouble(GONE)
    symbol = objfile().lookup_global_symbol(name) if not file else None
    try:
        value = symbol.value() if symbol else gdb.parse_and_eval(f"'{file}'::{name}" if file else name)
        if value.type.sizeof < PAGE_BYTES:  # whoever wants a large array takes its address
            value.fetch_lazy()
        return value
    except gdb.MemoryError:
        raise Trouble("the machine has not reached the kernel yet: set breakpoints, then continue") from None
    except gdb.error:
        raise Trouble(f"the kernel has no {name}{f' in {file}' if file else ''}") from None


def address_of(name: str) -> int:
    """Where a function, or a label of an assembly file, is in the kernel."""
    symbol = objfile().lookup_global_symbol(name) or objfile().lookup_static_symbol(name)
    value = symbol.value() if symbol else gdb.parse_and_eval(f"&{name}")
    return int(value.address if value.address is not None else value) & 0xFFFFFFFF


def instruction_in(function: str, mnemonic: str) -> int:
    """Where the first such instruction of a short function of assembly is."""
    at = address_of(function)
    for line in gdb.selected_inferior().architecture().disassemble(at, at + ASSEMBLY_BYTES):
        if line["asm"].split()[0] == mnemonic:
            return line["addr"]
    raise Trouble(f"{function} has no {mnemonic}")


@functools.lru_cache(maxsize=None)
def type_of(name: str, function: str = "schedule") -> gdb.Type:
    """A type as the file of this kernel function knows it; a program may have one of the same name."""
    return gdb.lookup_type(name, gdb.block_for_pc(address_of(function)))


def structure(address: int, kind: gdb.Type) -> gdb.Value:
    """The structure at an address, read at once."""
    value = gdb.Value(address).cast(kind.pointer()).dereference()
    try:
        value.fetch_lazy()
        return value
    except gdb.MemoryError:
        raise Trouble(f"{address:#010x} is no memory") from None


def offset(kind: gdb.Type, field: str) -> int:
    return int(kind[field].bitpos) // 8


def text(value: gdb.Value) -> str:
    """A char array, up to its NUL."""
    raw = bytes(int(value[i]) & 0xFF for i in range(value.type.range()[1] + 1))
    return raw.split(b"\0", 1)[0].decode("ascii", "replace")


class Walk(NamedTuple):
    """A list, as far as it can be followed."""

    links: List[int]
    damage: Optional[str]  # where it goes wrong


def walk(head: int, name: Callable[[int], Optional[str]], known: Optional[Callable[[int], bool]] = None) -> Walk:
    """The links on the circle that begins and ends at `head`. `name` says whose link an address is, for the words;
    `known` tells a link that may be on this list from anything else."""
    def called(link: int) -> str:
        return "the head" if link == head else name(link) or f"{link:#010x}"

    links: List[int] = []
    seen = {head}
    damage = None
    at = head
    while True:
        if not is_memory(at):
            return Walk(links, f"its head, {at:#010x}, is no memory")
        following = word(at)
        if following == head:
            break
        if following == 0:
            return Walk(links, f"after {called(at)} it ends in NULL, but a list is a circle")
        if following in seen:
            return Walk(links, f"cyclic: after {called(at)} comes {called(following)} again, never the head")
        if not is_memory(following) or known and not known(following):
            return Walk(links, f"wild pointer: after {called(at)} comes {following:#010x}, which is no "
                        + ("link of such a list" if is_memory(following) else "memory"))
        back = word(following + 4)
        if back != at:
            damage = damage or f"{called(following)} points back to {called(back)}, not to {called(at)}"
        links.append(following)
        seen.add(following)
        at = following
    back = word(head + 4)
    if back != at:
        damage = damage or f"the head points back to {called(back)}, not to {called(at)}"
    return Walk(links, damage)


def is_memory(address: int) -> bool:
    try:
        read(address, 8)
        return True
    except Trouble:
        return False


def value_or(trouble: str, function: Callable[[], Any]) -> Any:
    """What the function returns, or these words if it meets Trouble."""
    try:
        return function()
    except Trouble:
        return trouble
