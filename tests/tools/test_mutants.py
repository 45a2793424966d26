"""The mutants of tests/mutants, without running any: `make mutants` does that."""
import re
import sys

import mutants
from mutants import ROOT

# One for each mistake that is made again and again by those who write their first kernel.
TYPICAL = {
    "running-stays-queued", "idle-queued", "quantum-not-reset", "tick-lost",
    "eoi-after-switch", "esp0-not-updated", "flags-not-saved",
    "child-returns-pid", "zombie-freed-early", "wait-misses-dead-child", "orphan-forgotten",
    "V-loses-wakeup", "V-counts-and-hands-over", "P-barges", "wakeup-lifo", "killed-waiter-stays-queued",
    "cow-not-copied", "cow-bit-forgotten", "frame-leaked-on-exit",
}


def test_the_typical_mistakes_are_there():
    assert TYPICAL <= {mutant.name for mutant in mutants.load()}


def test_each_says_what_the_mistake_is():
    assert [mutant.name for mutant in mutants.load() if not mutant.mistake.endswith(".")] == []


def test_each_changes_only_what_is_copied():
    for mutant in mutants.load():
        files = re.findall(r"^[-+]{3} [ab]/(\w+)/", mutant.path.read_text("utf-8"), re.MULTILINE)
        assert files and set(files) <= set(mutants.COPIED), mutant.name


def test_each_applies():
    """A copy is not needed: patch only says what it would do."""
    failures = {mutant.name: done.stdout for mutant in mutants.load()
                if (done := mutants.run(mutants.patch_command(mutant, ROOT, "--dry-run"))).returncode != 0}
    assert failures == {}


def test_each_names_a_test_that_exists():
    done = mutants.run([sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/system"])
    tests = {f"tests/{line}" for line in done.stdout.splitlines()}
    assert {mutant.name: mutant.test for mutant in mutants.load() if mutant.test not in tests} == {}
