"""Boots Robin to have a program's trace: deterministic, without input, and with an end.

What ends a run beside its own end: the time limit, the limit of records, Ctrl-C, and that nothing can happen any more
because all processes wait for one another or for input. In each case there is a trace up to then.
"""
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, NamedTuple, Optional

from tools import places, qemu, trace, triple_fault, why

SECONDS = 60  # of this machine's time
RECORDS = 1_000_000
INTERRUPTED = 130
POLL_SECONDS = 0.1
TELL_SECONDS = 5  # how often it is said that it still runs
QUIET_RECORDS = 300  # so many ticks of an idle CPU in a row raise the question whether anything can happen
QUIET_CHECK_SECONDS = 2
MEANINGS = {126: "cannot be executed", 127: "not found"}  # of statuses: user/programs/sh.c


class Ending(NamedTuple):
    status: int
    words: str  # one line, and what there is to say beside it


def record(build: Path, archive: str, run: str, words: str, memory: int, trace_file: str, console_file: str,
           log_file: str, seconds: float = SECONDS, records: int = RECORDS) -> Ending:
    """Boots, shows the console as it comes, and leaves trace and console in these files, named relative to build."""
    command = qemu.command(words=f"{words} trace=on".strip(), run=run, memory=memory, archive=archive, serial="stdio",
                           trace=trace_file, log=log_file, deterministic=True)
    path = build / trace_file
    # A session of its own: Ctrl-C is for us, and what was traced until then is drawn.
    machine = subprocess.Popen(command, cwd=build, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               start_new_session=True, preexec_fn=qemu.die_with_parent())
    with (build / console_file).open("wb") as log:
        assert machine.stdout
        copier = threading.Thread(target=_copy, args=(machine.stdout, log), daemon=True)
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            copier.start()
            stopped = _watch(machine, path, seconds, records)
        except KeyboardInterrupt:
            stopped = Ending(INTERRUPTED, "stopped by Ctrl-C")
        finally:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            machine.kill()
            code = machine.wait()
            if copier.is_alive():
                copier.join()
    if stopped:
        return stopped
    status, words = qemu.decode(code)
    if status == qemu.PANIC:
        words = _panic_words((build / console_file).read_text("utf-8", "replace"), build) or words
    elif code == 0 and qemu.triple_fault(build / log_file):
        words = "\n  ".join([triple_fault.SUMMARY, *triple_fault.explain(command, build)])
    return Ending(status, words or _exit_words(path, status))


def _panic_words(text: str, build: Path) -> str:
    """The kernel's last words, and where in the sources the functions of its report are."""
    said = re.findall(r"^(?:panic: |Robin cannot start|likely cause: ).*", text, re.MULTILINE)
    return "\n  ".join(said + list(places.of_panic(text, build)))


def _exit_words(path: Path, status: int) -> str:
    """Init's status in words. The machine's own is 96 for larger ones; the trace has it as it was."""
    if status == qemu.STATUS_MAX:
        word = [end.words[0] for end in load(path).records(trace.Kind.EXIT) if end.pid == trace.INIT][-1]
        code = os.waitstatus_to_exitcode(word)
        status = code if code >= 0 else 128 - code
    meaning = MEANINGS.get(status) or (f"killed by {trace.signal_name(status - 128)}" if status > 128 else "")
    return f"it ended with exit status {status}" + (f", which means: {meaning}" if meaning else "")


def load(path: Path) -> trace.Trace:
    """The trace of such a run, as far as it goes."""
    return trace.Trace(trace.whole_records(path.read_bytes() if path.exists() else b""), str(path))


def count_records(path: Path) -> int:
    """How many there are; QEMU makes the file when it starts."""
    return path.stat().st_size // trace.RECORD_BYTES if path.exists() else 0


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
            print(f"trace: {now - start:.0f} s, {count_records(path):,} records", file=sys.stderr)
        if now - start > seconds:
            return Ending(qemu.TIMED_OUT, f"it did not end within {seconds:g} s, and was stopped")
        if count_records(path) >= records:
            return Ending(qemu.TIMED_OUT, f"it did not end within {records:,} records, and was stopped")
        if now - checked > QUIET_CHECK_SECONDS and _is_quiet(path):
            checked = now
            standstill = _standstill(trace.Model(load(path)))
            if standstill:
                return Ending(qemu.TIMED_OUT, standstill)


def _is_quiet(path: Path) -> bool:
    """Whether the last records are ticks of an idle CPU, and nothing else."""
    size = count_records(path)
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
