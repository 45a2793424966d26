"""What every test may use: fixtures that boot Robin, and the report of a failure.

    @pytest.mark.properties("S35")
    def test_something(boot):
        run = boot("round_robin", words="quantum=2")   # fails unless Robin starts, ends well and its trace is right
        assert "..." in run.text                       # the console
        assert run.model.marked("eating")              # what happened, from the trace (tools/trace.py)
"""
import os
import re
import shutil
import signal
import zlib

import pytest

import user_programs
from boot import BUILD, ROOT, RUNS, Run, run_qemu
from console import PROMPT, Console
from machine import Machine
from tools import coverage

signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores Ctrl-C

if "ROBIN_COVERAGE" in os.environ:  # `make coverage`
    totals = coverage.Totals(BUILD / "robin.elf")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol():
        yield
        totals.collect()

    def pytest_sessionfinish():
        totals.save()


def run_directory(node):
    """Where a test's files are: build/test/runs/test_file.test_name-parameters. A name that had to be changed has a
    number behind it, so that no other test has the same."""
    name = f"{node.path.stem}.{node.name}".replace("[", "-").replace("]", "")
    safe = re.sub(r"[^A-Za-z0-9_.=-]+", "-", name)[:100].strip("-")
    number = zlib.crc32(node.nodeid.partition("@")[0].encode())  # xdist adds @ and the group
    return RUNS / (safe if safe == name else f"{safe}-{number:08x}")


@pytest.fixture
def directory(request):
    """A folder of the test's own below build/, empty; its path is printed if the test fails."""
    path = run_directory(request.node)
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    request.node.robin_directory = path
    return path


@pytest.fixture
def boot(directory):
    """boot(commands): boots, runs the commands (one string for the shell), powers off, checks, returns the Run.

    words: boot words; status: what Robin must end with, or PANIC; traced: False if the words switch the trace off;
    without: checks of the trace to leave out; the rest is run_qemu's."""
    count = 0

    def boot_once(commands="", words="", status=0, traced=True, without=(), **options):
        nonlocal count
        count += 1
        here = directory / str(count)
        return Run(here, run_qemu(here, words, commands, **options), status, traced, without).check()

    return boot_once


@pytest.fixture
def console(directory):
    """Robin in a terminal, at the shell's prompt (tests/console.py)."""
    console = Console(directory)
    try:
        console.expect(PROMPT)
        yield console
    finally:
        console.close()


@pytest.fixture
def boot_under_gdb(directory):
    """boot_under_gdb(...): a Machine (tests/machine.py), which is taken away after the test, however that ends."""
    machines = []

    def boot_once(**options):
        machines.append(Machine(directory, **options))
        return machines[-1]

    yield boot_once
    for machine in machines:
        machine.close()


def program_of(item):
    """The program of tests/user that a test is about, or None."""
    program = item.callspec.params.get("program") if hasattr(item, "callspec") else None
    return program if isinstance(program, user_programs.Program) else None


@pytest.fixture(scope="session")
def batches(request):
    """batches(program): the boot that ran this program of tests/user, with the other selected ones of its batch."""
    done = {}

    def batch_of(program):
        if program.batch not in done:
            selected = {program_of(item) for item in request.session.items} - {None}
            members = sorted(other for other in selected if other.batch == program.batch)
            done[program.batch] = user_programs.run_batch(members, RUNS / f"batch.{program.batch}")
        return done[program.batch]

    return batch_of


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Below a failure: how to see it again, and where its console and trace are."""
    report = (yield).get_result()
    if not report.failed:
        return
    lines = [f"rerun:       make test T='tests/{item.nodeid.split('@')[0]}'"]  # xdist adds @ and the group
    directories = [item.robin_directory] if hasattr(item, "robin_directory") else []
    program = program_of(item)
    if program:
        directories.append(RUNS / f"batch.{program.batch}")
    for directory in directories:
        for file in sorted(directory.rglob("*")):
            if file.name in ("console.log", "trace", "command"):
                shown = file.relative_to(ROOT) if ROOT in file.parents else file
                lines.append(f"{file.name + ':':<13}{shown}")
    report.sections.append(("to see it again", "\n".join(lines)))
