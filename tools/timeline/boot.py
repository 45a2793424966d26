"""Boots Robin to have a program's trace: deterministic, without input, and with an end.

What ends a run beside its own end: the time limit, the limit of records, Ctrl-C, and that nothing can happen any more
because all processes wait for one another or for input. In each case there is a trace up to then.
"""
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, NamedTuple, Optional

from tools import qemu, trace, why

SECONDS = 60  # of this machine's time
RECORDS = 1_000_000
STOPPED = 124  # the status of a run that was ended from outside, as timeout(1) has it
INTERRUPTED = 130
POLL_SECONDS = 0.1
TELL_SECONDS = 5  # how often it is said that it still runs
QUIET_RECORDS = 300  # so many ticks of an idle CPU in a row raise the question whether anything can happen
QUIET_CHECK_SECONDS = 2


class Ending(NamedTuple):
    status: int
    words: str  # why the status is not 0; may have several lines


def record(build: Path, run: str, words: str, memory: int, trace_file: str, console_file: str, log_file: str,
           seconds: float = SECONDS, records: int = RECORDS) -> Ending:
    """Boots, shows the console as it comes, and leaves trace and console in these files, named relative to build."""
    command = qemu.command(words=f"{words} trace=on".strip(), run=run, memory=memory, serial="stdio", trace=trace_file,
                           log=log_file, deterministic=True)
    path = build / trace_file
    # A session of its own: Ctrl-C is for us, and what was traced until then is drawn.
    machine = subprocess.Popen(command, cwd=build, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               start_new_session=True)
    with (build / console_file).open("wb") as log:
        assert machine.stdout
        copier = threading.Thread(target=_copy, args=(machine.stdout, log), daemon=True)
        copier.start()
        try:
            stopped = _watch(machine, path, seconds, records)
        except KeyboardInterrupt:
            stopped = Ending(INTERRUPTED, "stopped by Ctrl-C")
        finally:
            machine.kill()
            code = machine.wait()
            copier.join()
    if stopped:
        return stopped
    ending = qemu.decode(code)
    if ending.words or not ending.status:
        return Ending(ending.status, ending.words)
    more = " or more" if ending.status == qemu.STATUS_MAX else ""
    return Ending(ending.status, f"it ended with exit status {ending.status}{more}")


def load(path: Path) -> trace.Trace:
    """The trace of such a run. Its last record may be half a record, if the run was stopped."""
    data = path.read_bytes() if path.exists() else b""
    return trace.Trace(data[:len(data) - len(data) % trace.RECORD_BYTES], str(path))


def _copy(console: IO[bytes], log: IO[bytes]) -> None:
    while True:
        raw = os.read(console.fileno(), 65536)
        if not raw:
            return
        text = raw.replace(b"\r", b"")
        log.write(text)
        try:
            sys.stdout.write(text.decode("utf-8", "replace"))
            sys.stdout.flush()
        except BrokenPipeError:  # the reader of our output has gone; the log goes on
            pass


def _watch(machine: "subprocess.Popen[bytes]", path: Path, seconds: float, records: int) -> Optional[Ending]:
    """Waits for the end, or says why the machine is to be stopped."""
    start = checked = told = time.monotonic()
    while True:
        try:
            machine.wait(POLL_SECONDS)
            return None
        except subprocess.TimeoutExpired:
            now = time.monotonic()
        if now - told > TELL_SECONDS:
            told = now
            print(f"trace: {now - start:.0f} s, {path.stat().st_size // trace.RECORD_BYTES:,} records", file=sys.stderr)
        if now - start > seconds:
            return Ending(STOPPED, f"it did not end within {seconds:g} s, and was stopped")
        if path.exists() and path.stat().st_size >= records * trace.RECORD_BYTES:
            return Ending(STOPPED, f"it did not end within {records:,} records, and was stopped")
        if now - checked > QUIET_CHECK_SECONDS and _is_quiet(path):
            checked = now
            standstill = _standstill(trace.Model(load(path)))
            if standstill:
                return Ending(STOPPED, standstill)


def _is_quiet(path: Path) -> bool:
    """Whether the last records are ticks of an idle CPU, and nothing else."""
    size = path.stat().st_size // trace.RECORD_BYTES
    if size <= QUIET_RECORDS:
        return False
    with path.open("rb") as file:
        file.seek((size - QUIET_RECORDS) * trace.RECORD_BYTES)
        tail = file.read(QUIET_RECORDS * trace.RECORD_BYTES)
    return all((record[trace.KIND], record[trace.PID]) == (trace.Kind.TICK, trace.IDLE)
               for record in trace.RECORD.iter_unpack(tail))


def _standstill(model: trace.Model) -> str:
    """Why nothing can happen any more, or "" if something can: no process is ready or asleep."""
    views = model.at(-1).processes.values()
    if any(view.state in ("READY", "RUNNING") and not view.suspended or view.reason == "sleep" for view in views):
        return ""
    return "\n  ".join(["nothing can happen any more, so it was stopped:"] + [
        why.why(model, -1, view.pid) for view in views if view.state != "ZOMBIE"])
