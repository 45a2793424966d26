"""Where the programs of a kernel are (tools/places.py): gdb and the reports of panics name their lines."""
from pathlib import Path

import pytest

from tools import places


@pytest.fixture(name="build")
def a_build_folder(tmp_path):
    for name in ("user/race.elf", "user/producer_consumer.elf", "test/robin_fork.elf", "labs/semaphores/robin.elf"):
        (tmp_path / "build" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "build" / name).touch()
    return tmp_path / "build"


@pytest.mark.parametrize("kernel", ["", "labs/semaphores"])
@pytest.mark.parametrize("name, file", [
    ("race", "user/race.elf"),
    ("robin_fork", "test/robin_fork.elf"),
    ("producer_consum", "user/producer_consumer.elf"),  # that is what a PCB keeps of it
    ("producer_consumer", "user/producer_consumer.elf"),
])
def test_a_program_is_found_also_beside_a_lab_s_kernel(build, kernel, name, file):
    assert places.program_file(build / kernel, name) == build / file


def test_one_that_is_not_there(build):
    assert not places.program_file(build, "rac").exists()
    assert not places.program_file(Path("nowhere"), "race").exists()
