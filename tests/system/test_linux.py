"""Linux as oracle: the same ELF files run on this host, and must end and print as they do on Robin.

Nothing that could stop or kill the host is started here: programs that say "Robin only" are left out, one that signals
everybody is refused, and each runs in a session of its own, with limits, and without input."""
import os
import re
import resource
import shutil
import signal
import subprocess
import tarfile
from pathlib import Path

import pytest

import user_programs
from boot import ARCHIVE

CPU_SECONDS = 30
CLOCK_SECONDS = 300  # a busy machine gives a program a small part of them
KERNEL_LINE = re.compile(r"^robin: .*\n", re.MULTILINE)  # Robin's kernel names a program that it ends; Linux's does not
SIGNALS_EVERYBODY = re.compile(r"\bkill\s*\(\s*-\s*1\b|SYS_kill\s*,\s*-\s*1\b|\breboot\b")

# Programs for people whose output does not depend on the schedule. An explicit list: init, halt, kill and sh never.
LESSONS = ["hello", "one_program", "echo one two  three"]


def limit_process():
    for what, amount in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0),
                         (resource.RLIMIT_NPROC, 4096), (resource.RLIMIT_AS, 1 << 30)):
        hard = resource.getrlimit(what)[1]
        soft = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(what, (soft, hard))


def end_session(session):
    """Kills what the program left running."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                os.kill(int(status.parent.name), signal.SIGKILL)
        except (OSError, ValueError):
            pass  # it has ended meanwhile


def run_on_linux(file, arguments=()):
    """The program's exit status (negative: the signal that killed it) and what it printed."""
    command = [str(file), *arguments]
    try:
        process = start(command)
    except OSError:  # this host's kernel runs no i386 programs
        if not shutil.which("qemu-i386"):
            raise AssertionError("neither this host nor qemu-i386 (package qemu-user) runs i386 programs")
        process = start(["qemu-i386", *command])
    try:
        output, _ = process.communicate(timeout=CLOCK_SECONDS)
    finally:
        end_session(process.pid)
        process.kill()
    return process.returncode, output.decode("utf-8", "replace")


def start(command):
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            start_new_session=True, preexec_fn=limit_process)


def extract(name, directory):
    """A program out of the test archive."""
    with tarfile.open(ARCHIVE) as archive:
        members = {member.name.lstrip("./"): member for member in archive.getmembers()}
        content = archive.extractfile(members[name]).read()
    file = directory / Path(name).name
    file.write_bytes(content)
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("program", [
    pytest.param(program, id=program.name, marks=pytest.mark.xdist_group(program.batch))
    for program in user_programs.load() if not program.robin_only])
def test_program(program, batches, directory):
    source = (user_programs.FOLDER / f"{program.name}.c").read_text(encoding="utf-8")
    assert not SIGNALS_EVERYBODY.search(source), f"tests/user/{program.name}.c is a danger to a host: say Robin only"
    on_robin = batches(program).results.get(program.name)
    assert on_robin, f"{program.name} did not end on Robin"
    status, output = run_on_linux(extract(f"test/{program.name}", directory))
    assert status == on_robin.status, f"Linux ends it with {status}, Robin with {on_robin.status}"
    assert output == KERNEL_LINE.sub("", on_robin.output)


@pytest.mark.parametrize("command", LESSONS, ids=lambda command: command.split()[0])
def test_lesson(command, boot, directory):
    name, *arguments = command.split()
    status, output = run_on_linux(extract(f"bin/{name}", directory), arguments)
    assert status == 0
    assert output in boot(command).text
