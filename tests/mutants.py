#!/usr/bin/env python3
"""Puts deliberate bugs into copies of the kernel and demands that the tests notice; `make mutants` calls this.

  tests/mutants.py             all
  tests/mutants.py NAME...     these; what their tests say is shown, and their copies are kept in BUILD/mutants

A mutant is a file tests/mutants/NAME.patch: the mistake in plain words; a line "Caught by: TEST"; a diff. First all
tests named there have to pass in a copy without a mutant. Then each mutant is applied to a copy of its own, what it
touches is compiled, and its test has to fail. Anything else is a failure: the patch does not apply, the compiler
objects, the test passes.
"""
import argparse
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import List, NamedTuple, Optional

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "mutants"

COPIED = ("arch", "boot", "kernel")  # what a mutant may change, and what was compiled from it
LINKED = ("Makefile", "labs", "linker.ld", "tests", "tools", "user")
TOGETHER = 2
# For each program that the tests start: a mutant that hangs ends here, most of them by a trace that only grows.
LIMITS = ["prlimit", "--cpu=30", "--fsize=16000000"]  # seconds of the CPU, bytes of a file


class MutantError(Exception):
    """A mutant was not caught; the message says why."""


class Mutant(NamedTuple):
    name: str
    mistake: str
    test: str
    path: Path


def load() -> List[Mutant]:
    mutants = []
    for path in sorted(FOLDER.glob("*.patch")):
        header = path.read_text(encoding="utf-8").partition("\n--- ")[0]
        mistake, _, test = header.partition("\nCaught by: ")
        mutants.append(Mutant(path.stem, " ".join(mistake.split()), test.strip(), path))
    return mutants


def patch_command(mutant: Mutant, tree: Path, *options: str) -> List[str]:
    return ["patch", "-s", "-f", "-p1", "--fuzz=0", "-d", str(tree), "-i", str(mutant.path), *options]


def run(command: List[str], **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def run_tests(build: Path, tests: List[str], workers: int) -> subprocess.CompletedProcess:
    """Against the kernel in `build`."""
    return run([*LIMITS, sys.executable, "-m", "pytest", "-q", "-n", str(workers), "-o", f"cache_dir={build}/pytest",
                f"--basetemp={build}/pytest-files", *tests], ROBIN_BUILD=str(build.relative_to(ROOT)))


def copy_tree(build: Path, copy: Path) -> None:
    """The sources and the objects, with their times: make sees nothing to do."""
    shutil.rmtree(copy, ignore_errors=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name)
        shutil.copytree(build / name, copy / "build" / name)
    for name in LINKED:
        (copy / name).symlink_to(ROOT / name)
    for name in ("flags", "toolchain.mk"):
        shutil.copy2(build / name, copy / "build")
    (copy / "build" / "test").mkdir()
    (copy / "build" / "test" / "initrd.tar").symlink_to(build / "test" / "initrd.tar")


def build_copy(mutant: Optional[Mutant], build: Path) -> Path:
    """A copy of the tree with the mutant, or with none, built: the folder that it was built into."""
    copy = build / "mutants" / (mutant.name if mutant else "none")
    copy_tree(build, copy)
    if mutant:
        done = run(patch_command(mutant, copy))
        if done.returncode != 0:
            raise MutantError(f"the patch does not apply:\n{done.stdout}")
    done = run(["make", "-C", str(copy), "BUILD=build", "build/robin.elf"])
    if done.returncode != 0:
        raise MutantError(f"it cannot be built:\n{done.stdout}")
    return copy / "build"


def pass_without(tests: List[str], build: Path) -> None:
    """Raises MutantError unless the tests pass in a copy without a mutant."""
    done = run_tests(build_copy(None, build), tests, TOGETHER)
    if done.returncode != 0:
        raise MutantError(f"{done.stdout}\nThese tests do not pass even without a mutant.")


def catch(mutant: Mutant, build: Path) -> str:
    """What its test says; raises MutantError unless the test fails."""
    done = run_tests(build_copy(mutant, build), [mutant.test], 0)
    if done.returncode != 1:  # pytest's status when tests ran, and failed
        raise MutantError("its test passes" if done.returncode == 0 else f"its test did not run:\n{done.stdout}")
    return done.stdout


def report(mutant: Mutant, build: Path, is_shown: bool) -> bool:
    """Prints a line about it, and more if it is not caught or `is_shown`. Is it caught?"""
    begin = time.monotonic()
    try:
        word, text = "caught", catch(mutant, build)
        if not is_shown:
            text = ""
            shutil.rmtree(build / "mutants" / mutant.name)
    except MutantError as error:
        word, text = "FAILED", f"{mutant.mistake}\n{error}"
    line = f"{word} {time.monotonic() - begin:4.0f} s  {mutant.name:<28} {mutant.test}"
    print(f"{line}\n{text}".rstrip(), flush=True)
    return word == "caught"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="mutants; without one, all")
    parser.add_argument("--build", default="build", help="what the tree was built into")
    options = parser.parse_args()
    mutants = [mutant for mutant in load() if not options.names or mutant.name in options.names]
    unknown = set(options.names) - {mutant.name for mutant in mutants}
    if unknown:
        parser.error(f"no such mutant: {', '.join(sorted(unknown))}")
    build = ROOT / options.build
    begin = time.monotonic()
    print(f"{len(mutants)} mutants; first their tests, without them", flush=True)
    try:
        pass_without(sorted({mutant.test for mutant in mutants}), build)
    except MutantError as error:
        print(error)
        return 1
    with ThreadPoolExecutor(TOGETHER) as pool:
        try:
            caught = sum(pool.map(lambda mutant: report(mutant, build, bool(options.names)), mutants))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # after Ctrl-C, no more of them
    print(f"{len(mutants)} mutants: {caught} caught, {len(mutants) - caught} failed; "
          f"{time.monotonic() - begin:.0f} seconds")
    return 0 if caught == len(mutants) else 1


if __name__ == "__main__":
    sys.exit(main())
