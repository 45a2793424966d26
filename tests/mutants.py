#!/usr/bin/env python3
"""Puts deliberate bugs into copies of the kernel, and sees whether the tests notice; `make mutants` calls this.

  tests/mutants.py                 all of them, two at a time
  tests/mutants.py NAME...         these
  tests/mutants.py --list          each mutant's mistake, and the test that is meant to catch it

A mutant is a file tests/mutants/NAME.patch: in plain words the mistake; a line "Caught by: TEST"; then a unified diff of
boot/, arch/ or kernel/. Line numbers in it mean nothing: the old lines of each hunk have to be in the file exactly once.

First the tests named have to pass on the tree as it is. Then each mutant is applied to a copy, BUILD/mutants/NAME, which
is built (only what the mutant touches is compiled) and has to fail the one test named for it. Everything else is a
failure: a patch that does not apply, a mutant that is not compiled without an error or whose test passes, is skipped or
does not come to an end.
"""
from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence, Tuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "mutants"

COPIED = ("arch", "boot", "kernel")  # what a mutant may change; the rest of its tree are links
LINKED = ("Makefile", "linker.ld", "tests", "tools", "user")
TOGETHER = 2
TIME_LIMIT = 300  # seconds for one mutant's test, which has limits of its own: this one is never a success
FILE_LIMIT = 256 << 20  # a kernel that goes round in circles would fill the disk with its trace; this ends QEMU


class MutantError(Exception):
    """A mutant is not as it has to be, or was not caught; the message says why."""


class Hunk(NamedTuple):
    old: str  # whole lines
    new: str


class Mutant(NamedTuple):
    name: str
    mistake: str
    test: str
    changes: Dict[str, List[Hunk]]  # path -> what to replace there, in order


class Outcome(NamedTuple):
    """Of one test: passed, failed, skipped or error; and why."""

    result: str
    reason: str


# --- Patches -------------------------------------------------------------------------------------------------------


def parse_hunk(header: str, lines: List[str]) -> Hunk:
    """Takes one hunk's lines off the list."""
    counts = re.match(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@", header)
    if not counts:
        raise MutantError(f"not a hunk's header: {header}")
    left = [int(count or 1) for count in counts.groups()]  # of the old and the new lines
    sides: Tuple[List[str], List[str]] = ([], [])
    while any(left):
        line = lines.pop(0) if lines else ""
        mark = line[:1] or " "  # editors like to remove the only space of an empty line
        if mark not in " -+":
            raise MutantError(f"a hunk's line begins with {mark!r}")
        for side, absent in enumerate("+-"):
            if mark != absent:
                sides[side].append(line[1:] + "\n")
                left[side] -= 1
        if min(left) < 0:
            raise MutantError(f"more lines than the hunk's header says: {header}")
    return Hunk("".join(sides[0]), "".join(sides[1]))


def parse(name: str, text: str) -> Mutant:
    head, _, diff = text.partition("\n--- ")
    named = re.search(r"^Caught by: (\S.*)$", head, re.MULTILINE)
    mistake = head[:named.start()].strip() if named else ""
    if not named or not mistake or not diff:
        raise MutantError('it is not a sentence, a line "Caught by: TEST" and a diff')
    changes: Dict[str, List[Hunk]] = {}
    path = ""
    lines = ("--- " + diff).splitlines()
    while lines:
        line = lines.pop(0)
        if line.startswith("--- a/"):
            path = line[len("--- a/"):]
            if path.split("/")[0] not in COPIED or not lines or lines.pop(0) != f"+++ b/{path}":
                raise MutantError(f"it may change files of {', '.join(COPIED)}, but not {path}")
            changes[path] = []
        elif path:
            changes[path].append(parse_hunk(line, lines))
        else:
            raise MutantError(f"a line outside a hunk: {line}")
    if not all(changes.values()):
        raise MutantError("a file without a hunk")
    return Mutant(name, " ".join(mistake.split()), named.group(1), changes)


def load(names: Sequence[str] = ()) -> List[Mutant]:
    paths = [FOLDER / f"{name}.patch" for name in names] or sorted(FOLDER.glob("*.patch"))
    mutants = []
    for path in paths:
        try:
            mutants.append(parse(path.stem, path.read_text(encoding="utf-8")))
        except (OSError, MutantError) as error:
            raise MutantError(f"{path.relative_to(ROOT)}: {error}") from None
    if not mutants:
        raise MutantError(f"there is no mutant in {FOLDER.relative_to(ROOT)}")
    return mutants


def apply(mutant: Mutant, root: Path) -> Dict[str, str]:
    """The changed files' new texts, by path; nothing is written."""
    texts = {}
    for path, hunks in mutant.changes.items():
        try:
            text = "\n" + (root / path).read_text(encoding="utf-8")  # so that every line begins behind a line's end
        except OSError as error:
            raise MutantError(f"the patch no longer applies: {path}: {error.strerror}") from None
        for hunk in hunks:
            count = text.count("\n" + hunk.old)
            if count != 1:
                raise MutantError(f"the patch no longer applies: {path} has {count} times the lines\n{hunk.old}")
            text = text.replace("\n" + hunk.old, "\n" + hunk.new)
        texts[path] = text[1:]
    return texts


# --- Tests ---------------------------------------------------------------------------------------------------------


def python() -> str:
    """The Python that has pytest."""
    found = subprocess.run([str(ROOT / "tools" / "setup"), "python"], stdout=subprocess.PIPE, text=True, check=True)
    return found.stdout.strip()


def outcome_of(case: ElementTree.Element) -> Outcome:
    for child in case:
        if child.tag in ("failure", "error", "skipped"):
            result = "failed" if child.tag == "failure" else child.tag
            return Outcome(result, child.get("message") or "")
    return Outcome("passed", "")


def read_report(path: Path) -> List[Outcome]:
    """The outcomes of the tests that pytest's report names."""
    try:
        return [outcome_of(case) for case in ElementTree.parse(path).iter("testcase")]
    except (OSError, ElementTree.ParseError):
        return []


def run_tests(interpreter: str, build: Path, tests: Sequence[str], workers: int) -> List[Outcome]:
    """Runs them against what is in `build`. Raises MutantError unless exactly these came to an end."""
    report = build / "mutants.xml"
    report.unlink(missing_ok=True)
    command = [interpreter, "-m", "pytest", "-q", "-n", str(workers), "-p", "no:cacheprovider",
               f"--basetemp={build / 'pytest-files'}", f"--junitxml={report}", *tests]
    environment = {**os.environ, "ROBIN_BUILD": str(build.relative_to(ROOT)), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        raise MutantError(f"the test did not end within {TIME_LIMIT} s") from None
    outcomes = read_report(report)
    if len(outcomes) != len(tests):
        raise MutantError(f"{len(outcomes)} of {len(tests)} tests ran:\n{done.stdout[-2000:]}")
    bad = [outcome for outcome in outcomes if outcome.result != "passed"]
    if (done.returncode == 0) != (not bad):
        raise MutantError(f"pytest ended with {done.returncode}:\n{done.stdout[-2000:]}")
    return outcomes


def check_tree(interpreter: str, build: Path, tests: Sequence[str]) -> None:
    """The tests have to pass without a mutant, or that they fail with one says nothing."""
    outcomes = run_tests(interpreter, build, tests, TOGETHER)
    bad = [outcome for outcome in outcomes if outcome.result != "passed"]
    if bad:
        reasons = "\n".join(f"{outcome.result}: {first_words(outcome.reason)}" for outcome in bad)
        raise MutantError(f"{len(bad)} of the tests do not pass on the tree as it is:\n{reasons}")


def first_words(reason: str) -> str:
    """The beginning of a failure's message, on one line."""
    text = " ".join(reason.replace("AssertionError: ", "", 1).replace("the run is not good:", "", 1).split())
    return text if len(text) <= 100 else text[:97] + "..."


# --- One mutant ----------------------------------------------------------------------------------------------------


def copy_tree(build: Path, copy: Path) -> None:
    """The sources, and what was compiled from them, with their times: make sees nothing to do."""
    shutil.rmtree(copy, ignore_errors=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name)
        shutil.copytree(build / name, copy / "build" / name)
    for name in LINKED:
        (copy / name).symlink_to(ROOT / name)
    shutil.copytree(build / "unit", copy / "build" / "unit")
    for name in ("flags", "toolchain.mk", "robin.elf"):
        shutil.copy2(build / name, copy / "build" / name)
    (copy / "build" / "test").mkdir()
    (copy / "build" / "test" / "initrd.tar").symlink_to(build / "test" / "initrd.tar")


def target_of(test: str) -> str:
    """What make has to build for a test."""
    unit = re.fullmatch(r"tests/unit/test_units\.py::test_unit\[(\w+)\]", test)
    return f"build/unit/{unit.group(1)}" if unit else "build/robin.elf"


def build_mutant(mutant: Mutant, build: Path) -> Path:
    """Its copy of the tree, with the bug in what was built."""
    copy = build / "mutants" / mutant.name
    copy_tree(build, copy)
    for path, text in apply(mutant, ROOT).items():
        (copy / path).write_text(text, encoding="utf-8")
    target = target_of(mutant.test)
    before = (copy / target).read_bytes()
    done = subprocess.run(["make", "-C", str(copy), "BUILD=build", target], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise MutantError(f"it cannot be built:\n{done.stdout[-2000:]}")
    if (copy / target).read_bytes() == before:
        raise MutantError(f"{target} is the same with it as without it")
    return copy


def catch(mutant: Mutant, interpreter: str, build: Path) -> str:
    """What its test says; MutantError unless the test fails."""
    copy = build_mutant(mutant, build)
    [outcome] = run_tests(interpreter, copy / "build", [mutant.test], 0)
    if outcome.result != "failed":
        raise MutantError(f"not caught: {mutant.test}: {outcome.result} {outcome.reason}".rstrip())
    return first_words(outcome.reason)


def catch_all(mutants: Sequence[Mutant], interpreter: str, build: Path) -> List[str]:
    """Two at a time, with a line for each. The names of those that were not caught."""
    failed = []
    begin = time.monotonic()
    with ThreadPoolExecutor(TOGETHER) as pool:
        running = {pool.submit(catch, mutant, interpreter, build): mutant for mutant in mutants}
        for number, future in enumerate(as_completed(running), 1):
            mutant = running[future]
            try:
                words = f"caught  {mutant.name:<30} {future.result()}"
                shutil.rmtree(build / "mutants" / mutant.name, ignore_errors=True)
            except MutantError as error:
                failed.append(mutant.name)
                words = (f"FAILED  {mutant.name:<30} {error}\n        its mistake: {mutant.mistake}\n"
                         f"        rerun:       make mutants M='{mutant.name}'")
            print(f"{number:>3}/{len(mutants)} {time.monotonic() - begin:>5.0f} s  {words}", flush=True)
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="mutants; without one, all")
    parser.add_argument("--build", default="build", help="where the tree was built (make all unit-programs test-archive)")
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    options = parser.parse_args()
    try:
        mutants = load(options.names)
        if options.list:
            for mutant in mutants:
                print(f"{mutant.name}\n    {mutant.mistake}\n    {mutant.test}")
            return 0
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_LIMIT, FILE_LIMIT))  # for all that is started from here
        interpreter, build = python(), ROOT / options.build
        tests = sorted({mutant.test for mutant in mutants})
        print(f"{len(mutants)} mutants; first, {len(tests)} tests on the tree as it is", flush=True)
        check_tree(interpreter, build, tests)
    except MutantError as error:
        print(f"tests/mutants.py: {error}", file=sys.stderr)
        return 1
    failed = catch_all(mutants, interpreter, build)
    print(f"{len(mutants) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        status = main()
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:  # `tests/mutants.py --list | head`: not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)
