"""From a submission to a kernel: its files are compiled where only headers can be seen, looked at, and linked with the
reference's objects."""
from __future__ import annotations

import contextlib
import fcntl
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional

from tools.grader import elf, sandbox, version
from tools.grader.lab import ROOT, Lab
from tools.grader.submission import Submission

LIMITS = sandbox.Limits(seconds=6, memory=1 << 30, file=8 << 20)
MESSAGE_LINES_MAX = 12
CODE_BYTES_MAX = 1 << 20  # of what a file becomes, its empty arrays included

# What no lab's file has to do: talk to devices, or change the machine. (Interrupts off and on again is allowed.)
FORBIDDEN = re.compile(r"^(in|out|insb|insl|insw|outsb|outsl|outsw|int|int3|iret\w*|lgdt\w*|lidt\w*|lldt|ltr|lmsw|hlt|"
                       r"sys\w+|rdmsr|wrmsr|invd|wbinvd|invlpg|ljmp|lcall|lret|clts|vm\w+)$")
CONTROL_REGISTER = re.compile(r"%((?:cr|db|dr)\d)")
SECTIONS = re.compile(r"\.(text|rodata|data|bss)(\.[\w.$]+)*")
NAME = re.compile(r"[\w.$]*")  # of a symbol; no other comes into the kernel's table of symbols


class BuildError(Exception):
    """It does not become a kernel; the message is for the student."""


class Kit(NamedTuple):
    """What make has laid out for a lab: build/labs/NAME/kit."""

    folder: Path
    compiler: List[str]
    linker: List[str]
    assembler: List[str]
    nm: str
    objdump: str
    objects: Dict[str, Path]  # by the source's name
    version: str  # which Robin grades

    @property
    def headers(self) -> Path:
        return self.folder / "headers"

    @property
    def archive(self) -> Path:
        return self.folder / "initrd.tar"


def make_kit(lab: Lab) -> Optional[Kit]:
    """None if make has said why it cannot. Graders that start together make it one after the other."""
    folder = ROOT / "build" / "labs" / lab.name / "kit"
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):  # in a tree that we may not write it has to be there already
            folder.mkdir(parents=True, exist_ok=True)
            lock = held.enter_context(open(ROOT / "build" / "labs" / "kit.lock", "w", encoding="utf-8"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        made = subprocess.run(["make", "-s", "-C", str(ROOT), f"LAB={lab.id}", "kit"], stdout=sys.stderr)
        if made.returncode != 0:
            return None
        table: Dict[str, Any] = json.loads((folder / "kit.json").read_text("utf-8"))
    objects = {source: ROOT / each for source, each in table.pop("objects").items()}
    linker = [str(ROOT / word) if word == "linker.ld" else word for word in table.pop("linker")]
    return Kit(folder=folder, objects=objects, linker=linker, version=version.robin(), **table)


def first_lines(text: str) -> str:
    lines = text.strip().splitlines()
    more = [f"... and {len(lines) - MESSAGE_LINES_MAX} lines more"] if len(lines) > MESSAGE_LINES_MAX else []
    return "\n".join([line[:300] for line in lines[:MESSAGE_LINES_MAX]] + more)


def build(lab: Lab, kit: Kit, submission: Submission, work: Path) -> Path:
    """The kernel with the submission's files. `work` is made."""
    work.mkdir()
    for name, text in submission.files.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(text)
        compile_file(kit, name, work, LIMITS._replace(seconds=LIMITS.seconds // len(submission.files)))
    own = {name: work / Path(name).with_suffix(".o") for name in submission.files}
    look_at_symbols(lab, kit, own)
    for name, each in own.items():
        look_at_code(lab, kit, name, each)
    return link(lab, kit, own, work)


def compile_file(kit: Kit, name: str, work: Path, limits: sandbox.Limits) -> None:
    command = [*kit.compiler, f"-I{kit.headers}", f"-ffile-prefix-map={kit.headers}/=", "-fdiagnostics-color=never",
               "-Wno-error",  # also where warnings are errors for Robin's own files
               "-pipe",  # no file whose name, another one each time, is in a message of the assembler
               "-c", "-o", str(Path(name).with_suffix(".o")), name]
    done = sandbox.run(command, [kit.headers], work, limits)
    if done.code != 0:
        said = first_lines(done.output.replace(str(kit.headers) + "/", ""))
        raise BuildError(f"{name} does not compile:\n{said}" if said else f"{name} takes too long to compile")


def inspect(command: List[str]) -> str:
    done = subprocess.run(sandbox.limited(command, LIMITS), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, encoding="utf-8", errors="replace")
    if done.returncode != 0:
        raise BuildError(f"the compiled file cannot be read: {first_lines(done.stdout)}")
    return done.stdout


def look_at_symbols(lab: Lab, kit: Kit, own: Dict[str, Path]) -> None:
    """A symbol that is weak, or common, could be the kernel's own of that name: then the linker takes that one."""
    defined, wanted = set(), []
    for name, each in own.items():
        for symbol in elf.read(each)[1]:
            if not NAME.fullmatch(symbol.name) or symbol.binding > elf.GLOBAL or symbol.section == elf.COMMON:
                raise BuildError(f"{name} has a symbol that is no part of C: {symbol.name[:80]!r}")
            if symbol.binding == elf.GLOBAL and symbol.section == elf.UNDEFINED:
                wanted.append((name, symbol.name))
            elif symbol.binding == elf.GLOBAL:
                defined.add(symbol.name)
    is_sanitized = "-fsanitize=undefined" in kit.compiler  # then the compiler calls for help by itself
    for name, symbol in wanted:
        if is_sanitized and symbol.startswith("__ubsan_handle_"):
            continue
        if symbol not in defined and symbol not in lab.symbols:
            is_division = re.fullmatch("__u?(div|mod)di3", symbol)  # the compiler calls it, and nobody has it
            raise BuildError(f"{name} uses {symbol}, which " + (
                "divides 64 bits: kernel/lib/divide.h has that here" if is_division else
                "this lab does not need and does not allow"))


def look_at_sections(name: str, each: Path) -> None:
    """Before its code is disassembled: no more than somebody could have written."""
    sections = [section for section in elf.read(each)[0] if section.flags & elf.ALLOCATED]
    if not sections:  # then their number stands elsewhere
        raise BuildError(f"{name} has too many sections")
    for section in sections:
        if not SECTIONS.fullmatch(section.name):
            raise BuildError(f"{name} has a section {section.name[:80]!r}, which is no part of C")
    total = sum(section.size for section in sections)
    if total > CODE_BYTES_MAX:
        raise BuildError(f"{name} is too large: {total} bytes when compiled, where {CODE_BYTES_MAX} are allowed")


def look_at_code(lab: Lab, kit: Kit, name: str, each: Path) -> None:
    look_at_sections(name, each)
    function = ""
    for line in inspect([kit.objdump, "-d", "--no-show-raw-insn", str(each)]).splitlines():
        if line.endswith(">:"):
            function = line[line.index("<") + 1:-2]
        words = line.split("\t")[1].split() if line.startswith(" ") and "\t" in line else []
        registers = set(CONTROL_REGISTER.findall(line)) - lab.control_registers if words else set()
        if any(map(FORBIDDEN.match, words)) or registers:
            raise BuildError(f"{name}: {function} has the instruction \"{' '.join(words)}\", which this lab does not "
                             "need and does not allow")


def link(lab: Lab, kit: Kit, own: Dict[str, Path], work: Path) -> Path:
    """Linked twice, as make does it: the second time with the table of what the first link put where, so that a panic
    can name the functions that led to it."""
    objects = [str(each) for each in [*kit.objects.values(), *own.values()]]
    readable = [*kit.objects.values(), ROOT / "linker.ld", kit.folder]

    wrap = [f"--wrap={name}" for name in lab.wrap]

    def once(symbols: Path, output: str) -> None:
        done = sandbox.run([*kit.linker, *wrap, "-o", output, *objects, str(symbols)], readable,
                           work, LIMITS)
        if done.code != 0:
            raise BuildError("it does not link:\n" + first_lines(shorten(done.output, work)))

    once(kit.folder / "symbols.o", "first.elf")
    table = subprocess.run([ROOT / "tools" / "symbols"], stdout=subprocess.PIPE, encoding="utf-8", check=True,
                           input=inspect([kit.nm, "--format=sysv", str(work / "first.elf")]))
    (work / "symbols.asm").write_text(table.stdout, "utf-8")
    subprocess.run([*kit.assembler, "-o", "symbols.o", "symbols.asm"], cwd=work, check=True)
    once(work / "symbols.o", "robin.elf")
    return work / "robin.elf"


def shorten(text: str, work: Path) -> str:
    """Without the folders of this machine and the linker's own name."""
    text = text.replace(f"{work}/", "").replace(f"{ROOT}/", "")
    return re.sub(r"(?m)^\S*ld: ", "", text)
