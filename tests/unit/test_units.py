"""Runs the unit tests: one test here for each tests/unit/test_NAME.c, which the Makefile has built for this machine
with cmocka, AddressSanitizer and UndefinedBehaviorSanitizer.
"""
import os
import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / os.environ.get("ROBIN_BUILD", "build")
NAMES = sorted(path.stem[len("test_"):] for path in HERE.glob("test_*.c"))


def test_there_are_unit_tests():
    assert NAMES


@pytest.mark.parametrize("name", NAMES)
def test_unit(name):
    program = BUILD / "unit" / name
    assert program.exists(), f"{program} is not there: make unit"
    done = subprocess.run([program], cwd=BUILD, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True, timeout=60,
                          env={**os.environ, "CMOCKA_MESSAGE_OUTPUT": "TAP"})
    planned = sum(int(count) for count in re.findall(r"^1\.\.(\d+)", done.stdout, re.MULTILINE))
    passed = re.findall(r"^ok \d+ - (\w+)$", done.stdout, re.MULTILINE)
    assert done.returncode == 0, done.stdout
    assert planned > 0 and len(passed) == planned, f"{len(passed)} of {planned} cases passed:\n{done.stdout}"
