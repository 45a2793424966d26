"""Boots Robin in QEMU for a test, and judges what came of it.

Judging fails closed: a run is good only if QEMU ended with the expected status, in time, the console shows the boot and
no panic, and the trace can be read, goes on to the end of init, and holds nothing that a correct kernel does not do.
"""
import os
import re
import shlex
import subprocess
import time
from functools import cached_property
from pathlib import Path

from tools import hang, qemu, trace, triple_fault

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / os.environ.get("ROBIN_BUILD", "build")
ARCHIVE = BUILD / "test" / "initrd.tar"
RUNS = BUILD / "test" / "runs"
MEMORY = int(os.environ.get("ROBIN_MEMORY", 64))  # megabytes of the machine, where a test does not say

PANIC = "panic"  # as the expected status: the kernel panics, or says that it cannot start
PANIC_CODE = qemu.EXIT_PANIC << 1 | 1
TIMEOUT = None  # as QEMU's exit code: it was killed, because it did not end in time

BOOT_LINES = ("Robin", "memory", "timer")


def exit_code(status):
    """QEMU's exit code when Robin ends with this status of init, or with PANIC."""
    return PANIC_CODE if status == PANIC else (qemu.EXIT_BASE + min(status, qemu.STATUS_MAX)) << 1 | 1


def find_problems(text, code, expected):
    """What is wrong with a run, judging by the console and QEMU's exit code: a list of sentences."""
    problems = []
    if code is TIMEOUT:
        problems.append("it did not end in time")
    elif code != exit_code(expected):
        problems.append(f"QEMU ended with {code}, not {exit_code(expected)}; {qemu.decode(code).words}".rstrip("; "))
    if expected != PANIC:
        problems += re.findall(r"^likely cause: .*$", text, re.MULTILINE)
    if expected == PANIC or code is TIMEOUT:
        return problems  # the test judges the text; or Robin was made to panic
    panic = re.search(r"^.*(panic: |Robin cannot start).*$", text, re.MULTILINE)
    if panic:
        problems.append(panic.group(0))
    problems += [f"the console does not show {line!r}" for line in BOOT_LINES if line not in text]
    return problems


class Run:
    """One boot that has ended."""

    def __init__(self, directory, code, expected=0, traced=True, without=()):
        self.directory = directory
        self.code = code
        self.expected = expected
        self.traced = traced
        self.without = without
        raw = (directory / "console.log").read_bytes()
        self.text = raw.decode("utf-8", "replace").replace("\r\n", "\n")

    @property
    def trace_bytes(self):
        return (self.directory / "trace").read_bytes()

    @cached_property
    def model(self):
        return trace.Model(trace.Trace(self.trace_bytes, "trace"), without=self.without)

    def check(self):
        """Raises AssertionError unless everything is as it must be."""
        problems = find_problems(self.text, self.code, self.expected)
        if self.traced and self.expected != PANIC and self.code is not TIMEOUT:
            try:
                problems += [f"the trace: {violation}" for violation in self.model.violations[:5]]
                if self.model.process(trace.INIT).ended is None:
                    problems.append("the trace does not go on to init's exit")
            except trace.TraceError as error:
                problems.append(f"the trace: {error}")
        if problems:
            last_lines = self.text.splitlines()[-15:]
            lines = ["the run is not good:", *problems, "the console's last lines:", *last_lines]
            raise AssertionError("\n".join(lines))
        return self


def link_files(directory, **targets):
    """Links to the files under names that QEMU understands, whatever the path to the tree is; and so that the guest's
    command line, which has these names in it, is the same everywhere."""
    for name, target in targets.items():
        link = directory / name.replace("_", ".")
        if link.is_symlink():
            link.unlink()
        if target is not None:
            link.symlink_to(target)


def last_tick(path):
    """Of the trace that is being written there."""
    records = path.stat().st_size // trace.RECORD_BYTES if path.exists() else 0
    if records == 0:
        return 0
    with path.open("rb") as file:
        file.seek((records - 1) * trace.RECORD_BYTES)
        return trace.RECORD.unpack(file.read(trace.RECORD_BYTES))[trace.TICKS]


def wait_for_ticks(process, path, ticks, timeout):
    """Waits for the end of the machine; or for that many ticks in its trace, which raises TimeoutExpired, as does the
    timeout."""
    end = time.monotonic() + timeout
    while True:
        try:
            return process.wait(0.05)
        except subprocess.TimeoutExpired:
            if last_tick(path) >= ticks or time.monotonic() > end:
                raise


def run_qemu(directory, words="", commands="", memory=MEMORY, kernel=BUILD / "robin.elf", archive=ARCHIVE, iso=None,
             timeout=60, ticks=None):
    """Boots in `directory` and waits; QEMU's exit code, or TIMEOUT, and then Robin has been made to report what
    everybody does. Leaves there: console.log, trace, command. Without an iso, the kernel traces and audits itself.
    ticks: so many of Robin's own are the limit, as far as the trace shows them."""
    directory.mkdir(parents=True, exist_ok=True)
    link_files(directory, robin_elf=kernel, initrd_tar=archive, robin_iso=iso)
    command = qemu.command(words=f"trace=on audit=1 {words}", run=commands, archive=archive and "initrd.tar",
                           iso=iso and "robin.iso", memory=memory, serial="file:console.log", trace="trace",
                           deterministic=True)
    (directory / "command").write_text(f"cd {shlex.quote(str(directory))} &&\n{shlex.join(command)}\n", "utf-8")
    (directory / "console.log").write_bytes(b"")
    watch = hang.Watch()
    process = subprocess.Popen([*command, *watch.options], cwd=directory, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, pass_fds=watch.fds)
    watch.started()
    words = []
    try:
        code = process.wait(timeout) if ticks is None else wait_for_ticks(process, directory / "trace", ticks, timeout)
        if code == 0 and qemu.triple_fault(directory / qemu.LOG_FILE):
            words = ["triple fault:", *triple_fault.explain(command, directory)]
        return code
    except subprocess.TimeoutExpired:
        words = [watch.explain(process)]
        trace.cut_to_whole_records(directory / "trace")
        return TIMEOUT
    finally:
        with (directory / "console.log").open("a", encoding="utf-8") as log:
            log.writelines(f"{line}\n" for line in words)
        process.kill()
        process.wait()
        watch.close()
