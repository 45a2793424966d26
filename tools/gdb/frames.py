"""From the kernel's frames into the user's, so that a backtrace goes on to the instruction that was interrupted.

gdb finds a caller by call frame information (DWARF 5, section 6.4), which compilers write for C. For trap_entry nobody
does: trap_entry.asm, vectors.asm and the CPU push a struct trapframe. Which of its words are on the stack at an
instruction of trap_entry follows from the instructions before. From that, this file makes the missing information, as a
small ELF file that gdb reads like any other symbols. It says that trap_entry is a signal frame: what it interrupted
need not have called it, and may be on any stack.
"""
from __future__ import annotations

import struct
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

import gdb
from gdb.FrameDecorator import FrameDecorator

from tools import trace
from tools.gdb import kernel

# struct trapframe, in the order of memory.
FIELDS = ("edi", "esi", "ebp", "esp_ignored", "ebx", "edx", "ecx", "eax", "gs", "fs", "es", "ds", "vector", "error",
          "eip", "cs", "eflags", "esp", "ss")
FRAME_BYTES = 4 * len(FIELDS)
VECTOR = FIELDS.index("vector")
SYSTEM_CALL_VECTOR = 0x80
INTERRUPT_VECTORS = 0x20
INTERRUPTS = {0: "the timer", 1: "the keyboard", 4: "the serial line"}
PUSHES = {"push": 1, "pusha": 8, "pushad": 8, "pop": -1, "popa": -8, "popad": -8}

REGISTERS = {"eax": 0, "ecx": 1, "edx": 2, "ebx": 3, "esp": 4, "ebp": 5, "esi": 6, "edi": 7, "eip": 8, "eflags": 9}
PUSHED = ("eax", "ecx", "edx", "ebx", "ebp", "esi", "edi")  # by pusha

# DWARF's numbers.
CFA_OFFSET_EXTENDED_SF, CFA_DEF_CFA_SF, CFA_DEF_CFA_OFFSET_SF, CFA_VAL_EXPRESSION = 0x11, 0x12, 0x13, 0x16
OP_DEREF, OP_DUP, OP_AND, OP_PLUS_UCONST, OP_BRA, OP_SKIP, OP_LIT3 = 0x06, 0x12, 0x1A, 0x23, 0x28, 0x2F, 0x33
WORD = 4


def words_pushed(name: str, words: int) -> List[Tuple[int, int, str]]:
    """Each instruction from a label to iret: its address, how many words below `vector` are on the stack, its name."""
    architecture = gdb.selected_inferior().architecture()
    at = kernel.address_of(name)
    found = []
    while True:
        line = architecture.disassemble(at)[0]
        operation, _, operands = line["asm"].partition(" ")
        found.append((at, words, operation))
        at += line["length"]
        if operation in ("iret", "jmp"):
            return [*found, (at, words, "")]
        words += PUSHES.get(operation, 0)
        if operation == "add" and operands.strip().startswith("esp,"):
            words -= int(operands.split(",")[1], 0) // WORD


def signed_leb(number: int) -> bytes:
    assert -64 <= number < 64
    return bytes([number & 0x7F])


def saved_at(register: str, words: int) -> bytes:
    """The register's value is so many words above `vector`."""
    return bytes([CFA_OFFSET_EXTENDED_SF, REGISTERS[register]]) + signed_leb(words)


def esp_rule() -> bytes:
    """esp is on the stack too if the CPU came from user mode; else the stack is the same, and ends above eflags."""
    cs, esp = WORD * (FIELDS.index("cs") - VECTOR), WORD * (FIELDS.index("esp") - VECTOR)
    from_kernel = bytes([OP_PLUS_UCONST, esp])
    from_user = bytes([OP_PLUS_UCONST, esp, OP_DEREF])
    skip = bytes([OP_SKIP]) + struct.pack("<h", len(from_user))
    test = bytes([OP_DUP, OP_PLUS_UCONST, cs, OP_DEREF, OP_LIT3, OP_AND, OP_BRA]) + \
        struct.pack("<h", len(from_kernel) + len(skip))
    rule = test + from_kernel + skip + from_user
    return bytes([CFA_VAL_EXPRESSION, REGISTERS["esp"], len(rule)]) + rule


def entry(kind: bytes, body: bytes) -> bytes:
    """A CIE or an FDE, padded with DW_CFA_nop."""
    body = kind + body
    body += bytes(-len(body) % WORD)
    return struct.pack("<I", len(body)) + body


def common_information(augmentation: bytes) -> bytes:
    """The CIE: what holds at all instructions. The canonical frame address is where `vector` lies."""
    begin = bytes([CFA_DEF_CFA_SF, REGISTERS["esp"]]) + signed_leb(0)
    for register in ("eip", "eflags"):
        begin += saved_at(register, FIELDS.index(register) - VECTOR)
    return entry(b"\xff\xff\xff\xff", bytes([1]) + augmentation + bytes([0, 1, WORD, REGISTERS["eip"]]) + begin +
                 esp_rule())


def frame_description(common: int, start: int, end: int, words: int) -> bytes:
    """An FDE: how much is on the stack at one instruction."""
    program = bytes([CFA_DEF_CFA_OFFSET_SF]) + signed_leb(words)
    for register in PUSHED if words == VECTOR else ():
        program += saved_at(register, FIELDS.index(register) - VECTOR)
    return entry(struct.pack("<I", common), struct.pack("<II", start, end - start) + program)


def frame_information() -> bytes:
    """The section .debug_frame. gdb looks a frame that has called up by the byte before the one that it returns to,
    and, to see whether it is a signal frame, by the one that it returns to. Only that instruction is one: the others
    are shown like any when the machine stands there."""
    plain, signal = common_information(b""), common_information(b"S")
    section = plain + signal
    for name, pushed in (("trap_entry", 0), ("trap_first_return", VECTOR)):
        rows = words_pushed(name, pushed)
        has_called = False
        for (at, words, operation), (following, _, _) in zip(rows, rows[1:]):
            start = at + has_called
            if has_called:
                section += frame_description(len(plain), at - 1, at + 1, words)
            has_called = operation == "call"
            if start < following - has_called:
                section += frame_description(0, start, following - has_called, words)
    return section


def elf(debug_frame: bytes) -> bytes:
    """An ELF file with this section, and a .text that is nowhere."""
    names = b"\0.text\0.debug_frame\0.shstrtab\0"
    at = 52
    sections = [struct.pack("<10I", *([0] * 10)),
                struct.pack("<10I", names.index(b".text"), 8, 6, 0xFFFFF000, at, 0, 0, 0, 1, 0),
                struct.pack("<10I", names.index(b".debug"), 1, 0, 0, at, len(debug_frame), 0, 0, 4, 0),
                struct.pack("<10I", names.index(b".shstr"), 3, 0, 0, at + len(debug_frame), len(names), 0, 0, 1, 0)]
    data = debug_frame + names
    header = b"\x7fELF\x01\x01\x01" + bytes(9) + struct.pack(
        "<HHIIIIIHHHHHH", 2, 3, 1, 0, 0, at + len(data), 0, 52, 0, 0, 40, len(sections), 3)
    return header + data + b"".join(sections)


class TrapDecorator(FrameDecorator):
    """In a backtrace: what the trap was, instead of gdb's <signal handler called>."""

    def function(self) -> str:
        frame = self.inferior_frame()
        try:
            esp = int(frame.read_register("esp")) & 0xFFFFFFFF
            values = fields(esp)
            return f"trap_entry: {vector_words(values)}"
        except (gdb.error, kernel.Trouble):
            return "trap_entry"


class TrapFilter:
    """Decorates the frames that gdb takes for signal handlers."""

    name, enabled, priority = "Robin's traps", True, 100

    def filter(self, frames: Iterator[FrameDecorator]) -> Iterator[FrameDecorator]:
        return (TrapDecorator(one) if one.inferior_frame().type() == gdb.SIGTRAMP_FRAME else one for one in frames)


def install() -> None:
    gdb.frame_filters[TrapFilter.name] = TrapFilter()
    file = Path(kernel.objfile().filename).parent / "trap_frames.elf"
    file.write_bytes(elf(frame_information()))
    gdb.execute(f'add-symbol-file "{file}"', to_string=True)


def vector_words(values: Dict[str, int]) -> str:
    """What a trap frame's vector means."""
    vector = values["vector"]
    if vector == SYSTEM_CALL_VECTOR:
        return "system call"
    if vector >= INTERRUPT_VECTORS:
        line = vector - INTERRUPT_VECTORS
        return f"interrupted by {INTERRUPTS.get(line, f'interrupt line {line}')}, vector {vector:#x}"
    return f"{trace.fault_name(vector)}, vector {vector}, error code {values['error']:#x}"


def fields(address: int) -> Dict[str, int]:
    raw = kernel.read(address, FRAME_BYTES)
    return {name: int.from_bytes(raw[WORD * i:WORD * i + WORD], "little") for i, name in enumerate(FIELDS)}


def place(address: int) -> str:
    """dine, philosophers.c:98: as far as the loaded symbols know."""
    words: List[str] = []
    block = gdb.block_for_pc(address)
    while block and not block.function:
        block = block.superblock
    if block and block.function:
        words.append(block.function.name)
    found = gdb.find_pc_line(address)
    if found.symtab:
        words.append(f"{found.symtab.filename}:{found.line}")
    return ", ".join(words)
