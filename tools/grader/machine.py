"""Boots a kernel that may do anything, and brings back its trace.

A run ends by itself, or when it has had its share. The share is counted in the guest's own time, which counts its
instructions, so that a hang is cut at the same record however busy this machine is. Two limits that no right kernel
comes near stand behind: of the processor's seconds without a new record, and of the clock.

What the kernel brings about is its own fault: a hang, a panic, a triple fault. A QEMU that dies, for instance because
there is no memory left, says nothing about the kernel: then nobody is graded.
"""
from __future__ import annotations

import os
import struct
import subprocess
import time
from pathlib import Path
from typing import List, NamedTuple, Optional, Tuple

from tools import qemu, trace
from tools.grader import sandbox

MEMORY_MB = 32
BUSY_TICKS_MAX = 60  # at 100 Hz: 75 million instructions; a right kernel needs 36
IDLE_TICKS_MAX = 1500  # in all; a right kernel's workloads wait for 300
RECORDS_MAX = 20000  # a right kernel writes 9000
CONSOLE_BYTES_MAX = 64 * 1024
SILENT_SECONDS_MAX = 0.5  # of the processor, without a record: a hundred ticks would have come
START_SECONDS_MAX = 2.0  # of the processor, until the first record
ASLEEP_SECONDS_MAX = 3.0  # of the clock, without a record, and without using the processor or waiting for it
CLOCK_SECONDS_MAX = 300.0  # for a run, on a machine however busy
POLL_SECONDS = 0.01
OUTPUT = "qemu.output"  # what QEMU itself says
LIMITS = sandbox.Limits(seconds=30, memory=0, file=16 << 20)

ENDED, PANICKED, NOT_WRITTEN, RESET = "ended", "panicked", "not written", "reset"
TOO_LONG, TOO_MUCH, SILENT, SKIPPED = "too long", "too much", "silent", "skipped"
COSTS = {SILENT: 1, TOO_MUCH: 2, TOO_LONG: 4}  # of a run that had to be stopped: seconds of a slow processor
TICK, PID_AND_KIND = int(trace.Kind.TICK), struct.Struct("<Ii")
INIT_EXITS = (int(trace.Kind.EXIT), trace.INIT)


class GraderError(Exception):
    """What failed is not the submission: there is no grade."""


class Spec(NamedTuple):
    """A run that a lab asks for."""

    name: str
    command: str
    words: str  # boot words
    shows: tuple  # the properties that a right kernel shows in it
    hidden: bool = False  # of what breaks in it, a report names the property only
    share: float = 1  # of the ticks that a run may use, for one that needs more


class Outcome(NamedTuple):
    """A run that is over."""

    spec: Spec
    folder: Path
    how: str  # one of the words above
    words: str  # for people
    status: int  # init's, if it ended
    trace: Optional[trace.Trace]  # None: it wrote no whole record, or something that is no trace
    seconds: float  # of the processor, about
    cost: float = 0  # what it counts for if it had to be stopped: the same each time, as the seconds are not

    @property
    def is_good(self) -> bool:
        return self.how == ENDED and self.status == 0 and self.trace is not None


class Meter:
    """Counts a trace while it grows; says where it has to be cut."""

    def __init__(self, path: Path, ticks_max: int) -> None:
        self.path = path
        self.ticks_max = ticks_max
        self.bytes = 0
        self.ticks = self.idle_ticks = 0
        self.cut: Optional[int] = None

    def read(self) -> bool:
        """Looks at what is new. Is there something?"""
        try:
            with self.path.open("rb") as file:
                file.seek(self.bytes)
                data = file.read()
        except FileNotFoundError:
            return False
        whole = len(data) // trace.RECORD_BYTES * trace.RECORD_BYTES
        for offset in range(0, whole, trace.RECORD_BYTES):
            kind, pid = PID_AND_KIND.unpack_from(data, offset + 16)
            self.bytes += trace.RECORD_BYTES
            if kind == TICK:
                self.ticks += pid != trace.IDLE
                self.idle_ticks += pid == trace.IDLE
            is_over = self.ticks >= self.ticks_max or self.idle_ticks >= IDLE_TICKS_MAX
            if is_over or self.bytes >= RECORDS_MAX * trace.RECORD_BYTES:
                self.cut = self.bytes
                break
        return whole > 0


class Use(NamedTuple):
    """What a process and all below it do with the processor."""

    seconds: float  # that they have used
    is_asleep: bool  # nobody runs, or waits for a processor or a disk

    @classmethod
    def of(cls, pid: int) -> "Use":
        try:
            fields = stat_fields(Path(f"/proc/{pid}"))
            seconds, is_asleep = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), True
            for task in Path(f"/proc/{pid}/task").iterdir():
                is_asleep &= stat_fields(task)[0] not in "RD"
                for child in map(cls.of, map(int, (task / "children").read_text().split())):
                    seconds, is_asleep = seconds + child.seconds, is_asleep and child.is_asleep
            return cls(seconds, is_asleep)
        except (OSError, IndexError):
            return cls(0.0, False)


def stat_fields(folder: Path) -> List[str]:
    """Of a process or a thread: those behind its name, beginning with its state (man 5 proc)."""
    return (folder / "stat").read_text().rpartition(")")[2].split()


def boot(spec: Spec, kernel: Path, archive: Path, folder: Path, seconds_max: float) -> Outcome:
    """Raises GraderError."""
    folder.mkdir(parents=True)
    (folder / "robin.elf").symlink_to(kernel)
    (folder / "initrd.tar").symlink_to(archive)
    command = qemu.command(words=f"trace=on audit=1 {spec.words}", run=spec.command, memory=MEMORY_MB,
                           serial="file:console.log", trace="trace", deterministic=True)
    with open(folder / OUTPUT, "wb") as output:
        process = sandbox.start(command, [kernel, archive], folder, LIMITS, output.fileno())
        try:
            how, meter, seconds = watch(process, folder, spec, seconds_max)
        finally:
            process.kill()
            code = process.wait()
    return finish(spec, folder, how, meter, code, seconds)


def watch(process: "subprocess.Popen[bytes]", folder: Path, spec: Spec,
          seconds_max: float) -> Tuple[str, Meter, float]:
    """Waits for the end, or for the end of patience. How it ended, where that is known; and the processor's seconds."""
    hz = next((int(word[3:]) for word in spec.words.split() if word.startswith("hz=")), 100)
    meter = Meter(folder / "trace", int(spec.share * BUSY_TICKS_MAX * hz / 100))
    console = folder / "console.log"
    begin = awake = time.monotonic()
    used_at_change = used = used_before = 0.0
    while True:
        is_over = process.poll() is not None
        is_new = meter.read()
        if meter.cut is not None:
            return TOO_LONG, meter, used
        if console.exists() and console.stat().st_size > CONSOLE_BYTES_MAX:
            return TOO_MUCH, meter, used
        if is_over:
            return "", meter, used
        now, (used, is_asleep) = time.monotonic(), Use.of(process.pid)
        if is_new or used > used_before or not is_asleep:
            awake = now
        if is_new:
            used_at_change = used
        used_before = used
        patience = SILENT_SECONDS_MAX if meter.bytes else START_SECONDS_MAX
        if used - used_at_change > patience or now - awake > ASLEEP_SECONDS_MAX:
            return SILENT, meter, used
        if used > seconds_max or now - begin > CLOCK_SECONDS_MAX:
            return TOO_LONG, meter, used
        time.sleep(POLL_SECONDS)


def finish(spec: Spec, folder: Path, how: str, meter: Meter, code: int, seconds: float) -> Outcome:
    path = folder / "trace"
    data = path.read_bytes() if path.exists() else b""
    data = data[:meter.cut if meter.cut is not None else len(data) // trace.RECORD_BYTES * trace.RECORD_BYTES]
    if how == TOO_MUCH:
        data = without_last_ticks(data)
    path.write_bytes(data)
    ending = qemu.decode(code)
    if not how and not is_by_kernel(ending, data, folder):
        raise GraderError(f"in run {spec.name} QEMU died, with status {code}: {folder / OUTPUT}")
    words, status = "", ending.status
    if how == TOO_LONG:
        words = "it did not end: it was stopped after a while"
    elif how == TOO_MUCH:
        words = "it wrote too much to the console: it was stopped"
    elif how == SILENT:
        words = "the kernel hangs: nothing happens any more, not even a tick"
    elif ending.status == qemu.PANIC:
        words = panic_line(folder)
        how = NOT_WRITTEN if words.startswith("Robin stops here") else PANICKED
    elif ending.status == qemu.RESET:
        is_triple = qemu.triple_fault(folder / qemu.LOG_FILE)
        how, words = RESET, "triple fault: the machine was reset" if is_triple else "the machine switched itself off"
    else:
        how = ENDED
        words = "" if status == 0 else f"init ended with status {status}"
    try:
        records: Optional[trace.Trace] = trace.Trace(data, spec.name)
    except trace.TraceError as error:
        records, words = None, words or f"its trace cannot be read: {error}"
    cost = COSTS.get(how, 0) * spec.share
    if how == TOO_LONG:
        cost *= min(meter.ticks / meter.ticks_max, 1)  # to sleep costs nothing
    return Outcome(spec, folder, how, words, status, records, seconds, cost)


def is_by_kernel(ending: qemu.Ending, data: bytes, folder: Path) -> bool:
    """Was it the kernel that ended QEMU? Of a QEMU that was killed bubblewrap's status is 128 and the signal, which may
    be one of init's, too; but init leaves a record. Some signals QEMU takes as a wish to quit."""
    if ending.status <= qemu.STATUS_MAX:
        return any(PID_AND_KIND.unpack_from(data, at + 16) == INIT_EXITS
                   for at in range(0, len(data), trace.RECORD_BYTES))
    if ending.status == qemu.RESET:
        return b"terminating on signal" not in (folder / OUTPUT).read_bytes()
    return ending.status == qemu.PANIC


def without_last_ticks(data: bytes) -> bytes:
    """Ticks go on while a line is printed again and again; how many there are depends on when somebody looks."""
    while data and PID_AND_KIND.unpack_from(data, len(data) - trace.RECORD_BYTES + 16)[0] == TICK:
        data = data[:-trace.RECORD_BYTES]
    return data


def skip(spec: Spec, folder: Path) -> Outcome:
    """A run for which there was no time."""
    return Outcome(spec, folder, SKIPPED, "not run: those before it took all the time there is", 0, None, 0.0)


def panic_line(folder: Path) -> str:
    """The last such line: those before it may be the submission's."""
    data = (folder / "console.log").read_bytes()[-CONSOLE_BYTES_MAX:]
    for line in reversed(data.decode("utf-8", "replace").splitlines()):
        if "panic: " in line or "cannot start" in line or "Robin stops here" in line:
            return line.strip()[:200]
    return "the kernel panicked, and said nothing"
