"""When Robin cannot start, it says why in one line, and ends with the exit status of a panic."""
import re

import pytest

from boot import ARCHIVE, PANIC


def assert_says_why(run, *words):
    said = re.findall(r"^Robin cannot start: (.*)$", run.text, re.MULTILINE)
    assert len(said) == 1, run.text
    for word in words:
        assert word in said[0]


def test_no_module(boot):
    assert_says_why(boot("hello", archive=None, status=PANIC), "module")


def test_a_damaged_archive(boot, directory):
    damaged = bytearray(ARCHIVE.read_bytes())
    damaged[2] ^= 0xFF  # in the first entry's name: its checksum is wrong now
    (directory / "damaged.tar").write_bytes(damaged)
    assert_says_why(boot("hello", archive=directory / "damaged.tar", status=PANIC), "archive")


@pytest.mark.parametrize("size", [100, 512 + 100, 70000])
def test_a_truncated_archive(boot, directory, size):
    (directory / "truncated.tar").write_bytes(ARCHIVE.read_bytes()[:size])
    assert_says_why(boot("hello", archive=directory / "truncated.tar", status=PANIC), "archive")


def test_no_init(boot):
    assert_says_why(boot(words="init=/nope", status=PANIC), "/nope")


def test_init_is_no_program(boot):
    assert_says_why(boot(words="init=/share/help/hello", status=PANIC), "/share/help/hello")


def test_too_little_memory(boot):
    assert_says_why(boot("hello", memory=2, status=PANIC), "the boot module lies outside memory")
    assert_says_why(boot("hello", memory=3, status=PANIC), "it needs 3072 KB")
