"""The symbols of user programs. All are linked at the same address, so only the current process's may be loaded.

At each stop the program of the current process is found by what its memory holds, not by its name, which it may change.
While there are breakpoints in programs, each exec and each switch is watched too, so that `break main` means main of
whoever runs.
"""
from __future__ import annotations

import struct
from pathlib import Path
from typing import Iterator, List, Optional, Tuple

import gdb

from tools.places import NAME_BYTES, program_folders
from tools.gdb import kernel, memory, process
from tools.gdb.kernel import KERNEL_BASE, PAGE_BYTES, Trouble
from tools.gdb.process import Process

ELF_HEADER_BYTES = 52
LOAD = 1


class Program:
    """An ELF file: the part of it that every process that runs it has in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        data = path.read_bytes()
        header, count = struct.unpack_from("<I", data, 28)[0], struct.unpack_from("<H", data, 44)[0]
        segments = [struct.unpack_from("<8I", data, header + 32 * i) for i in range(count)]
        first = next((one for one in segments if one[0] == LOAD and not one[6] & 2), None) or segments[0]
        _, start, self.address, _, size, *_ = first
        # The header tells of sections, which the archive's copy has not.
        skip = ELF_HEADER_BYTES if start == 0 else 0
        self.address += skip
        self.code = data[start + skip:start + size]


class Programs:
    """Which program's symbols are loaded, and loading others."""

    def __init__(self) -> None:
        self.loaded: Optional[Program] = None
        self._key: Optional[Tuple] = None  # whose memory was looked at last

    def of(self, who: Process) -> Optional[Program]:
        """The program that a process runs, if it is one of ours."""
        space = memory.space_of(who)
        return next((one for one in self._candidates(who.name) if self._is(one, space)), None)

    def is_running(self, program: Program, who: Process) -> bool:
        return self._is(program, memory.space_of(who))

    def _candidates(self, name: str) -> Iterator[Program]:
        """The likely ones first."""
        if self.loaded:
            yield self.loaded
        for path in sorted(self._files(), key=lambda path: path.stem[:NAME_BYTES] != name):
            yield Program(path)

    @staticmethod
    def _files() -> List[Path]:
        folders = program_folders(Path(kernel.objfile().filename).parent)
        return [path.resolve() for folder in folders for path in sorted(folder.glob("*.elf"))]

    @staticmethod
    def _is(program: Program, space: memory.Space) -> bool:
        """Compares the first page first, which differs between most."""
        table = space.table(program.address)
        done = 0
        while table and done < len(program.code):
            at = program.address + done
            entry = memory.entry_of(table, at)
            size = min(len(program.code) - done, PAGE_BYTES - at % PAGE_BYTES)
            if not entry & memory.PRESENT:
                return False
            if kernel.read(memory.direct(entry) + at % PAGE_BYTES, size) != program.code[done:done + size]:
                return False
            done += size
        return table is not None

    def follow(self) -> None:
        """Makes the loaded symbols those of the current process's program. Idle and a zombie keep the last one's."""
        who = process.current()
        if not who.number("space"):
            return
        key = (who.pid, who.name, who.number("space"))
        if key == self._key:
            return
        program = self.of(who)
        self._key = key
        self.load(program)

    def again(self) -> None:
        """After another program was loaded for a while."""
        self._key = None
        follow()

    def load(self, program: Optional[Program]) -> None:
        if (program and program.path) == (self.loaded and self.loaded.path):
            return
        self.unload()
        if program:
            gdb.execute(f'add-symbol-file "{program.path}"', to_string=True)
            self.loaded = program

    def unload(self) -> None:
        """Also what was loaded by hand: nothing else may be at these addresses."""
        if self.loaded:
            gdb.execute(f'remove-symbol-file "{self.loaded.path}"', to_string=True)
        self.loaded = None


programs = Programs()


def follow() -> None:
    try:
        programs.follow()
    except Trouble:
        pass  # the PCB or the page tables are damaged; the commands say where


class Watch(gdb.Breakpoint):
    """Where another program becomes current: the kernel has just set `current` and cr3, or a process its image."""

    def __init__(self, place: str) -> None:
        super().__init__(place, internal=True)
        self.enabled = False

    def stop(self) -> bool:
        follow()
        return False


class Watches:
    """Enabled while there is a breakpoint in a program, or one whose place is not known yet."""

    PLACES = ("context_switch", "files_close_on_exec")

    def __init__(self) -> None:
        self.watches = [Watch(place) for place in self.PLACES]
        for event in (gdb.events.breakpoint_created, gdb.events.breakpoint_modified, gdb.events.breakpoint_deleted):
            event.connect(lambda changed: self.update())
        gdb.events.cont.connect(lambda event: self.update())

    def update(self) -> None:
        wanted = any(one.is_valid() and one.enabled and one.visible and self._is_in_program(one)
                     for one in gdb.breakpoints() or ())
        for watch in self.watches:
            if watch.is_valid() and watch.enabled != wanted:
                watch.enabled = wanted

    @staticmethod
    def _is_in_program(one: gdb.Breakpoint) -> bool:
        if one.type not in (gdb.BP_BREAKPOINT, gdb.BP_HARDWARE_BREAKPOINT) or getattr(one, "follows_process", False):
            return False
        if one.pending:
            return True
        try:
            places = gdb.decode_line(one.location)[1] if not one.location.startswith("*") else ()
        except gdb.error:
            return True
        return any(place.pc and place.pc < KERNEL_BASE for place in places or ())
