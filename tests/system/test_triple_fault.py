"""A triple fault prints nothing. tools/run says which exceptions, where, and the likely cause; so do the tests."""
import subprocess
import sys

import pytest

import mutants
from boot import BUILD, ROOT, Run, find_problems, link_files, run_qemu
from tools import qemu, triple_fault

RUN = [sys.executable, str(ROOT / "tools" / "run")]


def run(directory, *arguments, kernel=BUILD / "robin.elf", text=""):
    link_files(directory, robin_elf=kernel, initrd_tar=BUILD / "initrd.tar", toolchain_mk=BUILD / "toolchain.mk")
    return subprocess.run([*RUN, "--build", str(directory), *arguments], input=text, capture_output=True, text=True,
                          timeout=120)


@pytest.mark.parametrize("option", ["--words=", "--explain"])
def test_it_is_explained(directory, option):
    """By a second start, or by a log from the first."""
    done = run(directory, option, "--words", "selftest=triple-fault", "--run", "hello")
    said = done.stderr.splitlines()
    assert done.returncode == 98 and said[0].startswith("run: triple fault: ")
    assert said[1].startswith("  invalid opcode, at selftest_run+") and "(kernel/debug/selftest.c:" in said[1]
    assert said[2:5] == ["  then general protection, because of vector 6's entry in the interrupt table",
                         "  then double fault", "  then general protection, and the CPU gave up"]
    assert said[5].startswith("  called by kernel_main+") and "(kernel/main.c:" in said[5]
    assert said[-1] == ("  likely cause: the interrupt table is not loaded, or too short: its limit is 0x0, and vector "
                        "6 is not in it")


def test_nothing_is_said_of_other_ends(directory):
    done = run(directory, "--explain", "--run", "hello")
    assert (done.returncode, done.stderr) == (0, "") and "hello, world" in done.stdout


MUTANTS = {
    "double-fault-on-the-same-stack": (
        "selftest=stack-overflow", ["page fault, cr2 0xf000", ", at recurse+", "called by selftest_run+"],
        "a kernel stack overflowed, and the double fault found no stack either (page fault)"),
    "address-space-wrong": (
        "", ["page fault, cr2 0xc01", "(kernel/sched/sched.c:"],
        "the page directory in cr3, 0x"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_kernel(directory, name):
    """Mistakes that end so (tests/mutants has them)."""
    words, facts, cause = MUTANTS[name]
    mutant, = (one for one in mutants.load() if one.name == name)
    done = run(directory, "--words", words, "--run", "hello", kernel=mutants.build_copy(mutant, BUILD) / "robin.elf")
    assert done.returncode == 98
    for fact in facts:
        assert fact in done.stderr, done.stderr
    assert f"\n  likely cause: {cause}" in done.stderr


def test_the_tests_say_so_too(directory):
    code = run_qemu(directory, "selftest=triple-fault", "hello")
    text = Run(directory, code).text
    assert code == 0 and "\ntriple fault:\ninvalid opcode, at selftest_run+" in text
    assert any(problem.startswith("likely cause: the interrupt table") for problem in find_problems(text, code, 0))


def test_what_does_not_happen_again_is_not_explained(directory):
    """What was typed is not repeated: the second start ends well, or goes on."""
    link_files(directory, robin_elf=BUILD / "robin.elf", initrd_tar=BUILD / "initrd.tar")
    assert triple_fault.explain(qemu.command(run="hello"), directory) == []
    assert triple_fault.explain(qemu.command(run="sleep 100"), directory, seconds=1) == []
