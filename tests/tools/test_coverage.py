"""tools/coverage.py: counters in a guest's memory, made by hand, are found, added up, written as gcov reads them."""
import struct

import pytest

from tools import coverage, qemu

VERSION = 0x42323200  # gcc 12
TABLE = 0xC0000000  # where .gcov_info is: at the beginning of the memory


def memory(counters, pointer=0xC0000010):
    """A kernel of one source file with one function, with these counters."""
    data = bytearray(0x400)
    struct.pack_into("<I", data, 0x00, pointer)
    struct.pack_into("<5I8I2I", data, 0x10, VERSION, 0, 11, 12, 0xC0000100, *[0] * 8, 1, 0xC0000080)
    struct.pack_into("<I", data, 0x80, 0xC0000090)
    struct.pack_into("<6I", data, 0x90, 0, 21, 22, 23, len(counters), 0xC0000200)
    data[0x100:0x107] = b"a.gcda\0"
    struct.pack_into(f"<{len(counters)}Q", data, 0x200, *counters)
    return bytes(data)


@pytest.fixture
def totals(tmp_path, monkeypatch):
    monkeypatch.setenv("ROBIN_COVERAGE", str(tmp_path))
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "worker")
    monkeypatch.setattr(coverage, "section", lambda elf, name: (TABLE, struct.pack("<I", 0xC0000010)))
    (tmp_path / "worker").mkdir()
    (tmp_path / "robin.elf").write_bytes(b"")
    return coverage.Totals(tmp_path / "robin.elf")


def test_counters_of_several_boots_are_added_up(totals, tmp_path):
    for number, counters in enumerate(([1, 0, 2 ** 40], [5, 0, 1])):
        (tmp_path / "worker" / f"{number}.ram").write_bytes(memory(counters))
    totals.collect()
    assert totals.boots == 2 and not list((tmp_path / "worker").iterdir())
    assert totals.sources == {"a.gcda": coverage.Source(VERSION, 11, 12, [(21, 22, 23)], [[6, 0, 2 ** 40 + 1]])}
    totals.save()
    totals.load(tmp_path / "worker" / "counters")
    assert totals.boots == 4 and totals.sources["a.gcda"].counters == [[12, 0, 2 ** 41 + 2]]


def test_the_memory_of_another_kernel_does_not_count(totals, tmp_path):
    (tmp_path / "worker" / "1.ram").write_bytes(memory([1], pointer=0xC0000014))
    totals.collect()
    assert totals.boots == 0 and totals.sources == {}


@pytest.mark.parametrize("version, unit", [(VERSION, 1), (0x42313200, 4)])
def test_what_gcov_reads(version, unit):
    data = coverage.gcda(coverage.Source(version, 11, 12, [(21, 22, 23)], [[7, 8]]))
    assert data == struct.pack("<4I5I2I2QI", 0x67636461, version, 11, 12, 0x01000000, 12 // unit, 21, 22, 23,
                               0x01A10000, 16 // unit, 7, 8, 0)


def test_qemu_keeps_the_memory_only_when_asked(monkeypatch, tmp_path):
    monkeypatch.delenv("ROBIN_COVERAGE", raising=False)
    assert qemu.ram_options(64) == []
    monkeypatch.setenv("ROBIN_COVERAGE", str(tmp_path))
    first, second = qemu.ram_options(64), qemu.ram_options(64)
    assert "size=64M" in first[1] and first != second
