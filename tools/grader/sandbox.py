"""Runs a command that sees little, for a limited time: what a submission makes a compiler or QEMU do is not ours.

With bubblewrap: the system's programs to read, what the caller names, one folder to write; no network, no other
processes, nothing of the user's. Without it, or where it may not work, the caller decides (--trust). The limits of
time, memory and output hold in either case.
"""
from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path
from typing import List, NamedTuple, Sequence

NOBODY = 65534
OUTPUT_BYTES_MAX = 64 * 1024  # that is kept of what a command says
CLOCK_SECONDS_MAX = 60  # for one that does not compute: it reads from where nothing ever comes


class Limits(NamedTuple):
    seconds: int  # of the processor
    memory: int  # bytes of address space; 0: any
    file: int  # bytes of the largest file written


class Result(NamedTuple):
    code: int
    output: str


@functools.lru_cache(maxsize=None)
def is_there() -> bool:
    """Is there a bubblewrap that works here? In some containers it may not."""
    if not shutil.which("bwrap"):
        return False
    return subprocess.run(wrapped(["true"], [], None), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0


def wrapped(command: Sequence[str], readable: Sequence[Path], writable: "Path | None") -> List[str]:
    line = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
            "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin", "--setenv", "LC_ALL", "C.UTF-8",
            "--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    for name in ("bin", "lib", "lib32", "lib64", "sbin"):
        path = Path("/") / name
        if path.is_symlink():
            line += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            line += ["--ro-bind", str(path), str(path)]
    for path in readable:
        line += ["--ro-bind", str(path), str(path)]
    if writable:
        line += ["--bind", str(writable), str(writable), "--chdir", str(writable)]
    return [*line, *command]


def as_nobody(command: Sequence[str], writable: Path) -> List[str]:
    """In the autograder's container, if there is no bubblewrap, root becomes somebody who cannot read what setup.sh has
    kept from others: the hidden runs, the release key."""
    if os.environ.get("ROBIN_GRADE_AS") != "nobody" or os.geteuid() != 0:
        return list(command)
    for folder, _, files in os.walk(writable):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs", "--", *command]


def limited(command: Sequence[str], limits: Limits) -> List[str]:
    memory = [f"--as={limits.memory}"] if limits.memory else []
    return ["prlimit", "--core=0", f"--cpu={limits.seconds}", f"--fsize={limits.file}", *memory, "--", *command]


def start(command: Sequence[str], readable: Sequence[Path], writable: Path, limits: Limits,
          output: int) -> "subprocess.Popen[bytes]":
    """`readable` are files and folders; `writable` is the folder to be in. The names are the same inside."""
    line = wrapped(command, readable, writable) if is_there() else as_nobody(command, writable)
    return subprocess.Popen(limited(line, limits), cwd=writable, stdin=subprocess.DEVNULL, stdout=output,
                            stderr=subprocess.STDOUT, start_new_session=True)


def run(command: Sequence[str], readable: Sequence[Path], writable: Path, limits: Limits) -> Result:
    command = ["timeout", "--signal=KILL", str(CLOCK_SECONDS_MAX), *command]
    process = start(command, readable, writable, limits, subprocess.PIPE)
    assert process.stdout
    text = process.stdout.read(OUTPUT_BYTES_MAX)
    while process.stdout.read(OUTPUT_BYTES_MAX):
        pass  # more than anybody reads; bounded by the limits on time
    return Result(process.wait(), text.decode("utf-8", "replace"))
