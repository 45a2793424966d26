"""The figures: the program that measures runs, measures the same every time, and nothing has become more expensive than
tests/bench/figures.json says. Where that is intended: `make bench-accept`."""
import pytest

from boot import BUILD
from tools import bench

pytestmark = pytest.mark.xdist_group("bench")


@pytest.fixture(scope="module")
def figures():
    return bench.measure(BUILD)


def is_default_build():
    flags = (BUILD / "flags").read_text()
    return " -O2 " in flags and "-fsanitize=undefined" not in flags and "-fprofile-arcs" not in flags


@pytest.mark.skipif(not is_default_build(), reason="the figures are those of the default build")
def test_nothing_has_become_more_expensive(figures):
    compiler = bench.compiler(BUILD)
    before, tolerance = bench.reference(bench.load_accepted(), compiler)
    assert before, "no figures are accepted"
    assert not list(bench.regressions(figures, before, tolerance)), "intended? make bench-accept"


def test_every_row_has_its_figure(figures):
    for row in bench.load_rows():
        assert figures[row["name"]] > 0
        assert bench.aim(row, figures) > 0


def test_the_same_build_has_the_same_figures(figures):
    again = bench.measure_work(BUILD)
    assert again == {name: figures[name] for name in again}


def test_blocked_processes_cost_nothing(figures):
    for row in bench.load_rows():
        if "as" in row:
            assert bench.meets(row, figures), f"{row['title']}: {figures[row['name']]}, alone {figures[row['as']]}"
