"""What the kernel prints about a program's fault: who, what, where; and nobody else is concerned."""
import re
import subprocess

import pytest

from boot import BUILD
from tools.trace import fault_name

LINE = re.compile(r"^robin: pid (?P<pid>\d+) \((?P<name>.+)\): (?P<fault>.+), vector (?P<vector>\d+), "
                  r"error 0x(?P<error>[0-9a-f]+), eip 0x(?P<eip>[0-9a-f]{8})(, address 0x(?P<address>[0-9a-f]{8}))?: "
                  r"killed by signal (?P<signal>\d+)$", re.MULTILINE)

# Functions of tests/user/faults.c: the vector, and the address that a page fault tells (cr2).
FAULTS = {"divide_by_zero": (0, None), "undefined": (6, None), "read_null": (14, 0), "write_null": (14, 0),
          "read_kernel": (14, 0xC0100000), "write_kernel": (14, 0xC0100000), "read_last_word": (14, 0xFFFFFFFC)}


def functions(program):
    """name -> (first address, the one behind the last)"""
    listed = subprocess.run(["nm", "-S", str(BUILD / "test" / f"{program}.elf")], stdout=subprocess.PIPE,
                            universal_newlines=True, check=True).stdout
    return {name: (int(start, 16), int(start, 16) + int(size, 16))
            for start, size, name in re.findall(r"^([0-9a-f]+) ([0-9a-f]+) [tT] (\w+)$", listed, re.MULTILINE)}


@pytest.mark.properties("X104")
def test_a_fault_is_printed_and_ends_one_process(boot):
    run = boot("/test/faults; echo the status is $?")
    lines = list(LINE.finditer(run.text))
    assert "the status is 0" in run.text and len(lines) == len(run.model.faults) > 20
    for line, fault in zip(lines, run.model.faults):
        number = {key: int(line[key], 16) for key in ("error", "eip")}
        assert (int(line["pid"]), int(line["vector"])) == (fault.pid, fault.vector)
        assert (number["error"], number["eip"]) == (fault.error, fault.eip)
        assert line["fault"].lower().startswith(fault_name(fault.vector).lower())
        assert line["address"] is None or int(line["address"], 16) == fault.cr2
        assert run.model.process(fault.pid).status == int(line["signal"])
    for name, expected in FAULTS.items():
        start, end = functions("faults")[name]
        there = [line for line in lines if start <= int(line["eip"], 16) < end]
        assert len(there) == 1, name
        address = there[0]["address"]
        assert (int(there[0]["vector"]), None if address is None else int(address, 16)) == expected, name
