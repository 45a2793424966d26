"""Sections that programs mark, and where too many are inside: judged on traces made by hand, and on the lessons."""
import pytest

from records import booted, family
from tools.timeline import sections
from tools.trace import Kind


def mark(run, pid, value, label="critical"):
    return run.add(Kind.MARK, pid, value, text=label)


def read(run):
    return sections.read(run.model())


def test_a_section_lasts_from_its_mark_to_the_next():
    run = mark(mark(booted(), 1, 1).tick(1), 1, 0)
    found, overlaps, flags = read(run)
    marks = [record.index for record in run.trace().records(Kind.MARK)]
    assert [(one.begin, one.end, one.process, one.label, one.most) for one in found] == [(*marks, 0, "critical", 1)]
    assert overlaps == [] and flags == []


def test_two_inside_are_an_overlap_as_long_as_both_are():
    run = mark(family(), 1, 1).yield_to(1, 2)
    mark(run, 2, 1).tick(2)
    mark(run, 2, 0).yield_to(2, 3).yield_to(3, 1)
    mark(run, 1, 0)
    second, first_out = [record.index for record in run.trace().records(Kind.MARK)][1:3]
    _, overlaps, _ = read(run)
    assert overlaps == [sections.Overlap(second, first_out, "critical", (0, 1), 1)]


def test_one_after_the_other_is_none():
    run = mark(mark(family(), 1, 1), 1, 0).yield_to(1, 2)
    assert read(mark(mark(run, 2, 1), 2, 0))[1] == []


def test_as_many_as_the_value_says_may_be_inside():
    run = mark(family(), 1, 2, "eating").yield_to(1, 2)
    mark(run, 2, 2, "eating").yield_to(2, 3).yield_to(3, 1)
    two = mark(run, 1, 0, "eating")
    assert read(two)[1] == []
    mark(two, 1, 2, "eating").yield_to(1, 2).yield_to(2, 3)
    found, overlaps, _ = read(mark(run, 3, 2, "eating"))
    assert len(found) == 4 and [(one.processes, one.most, one.end) for one in overlaps] == [((0, 1, 2), 2, None)]


def test_other_labels_and_other_families_do_not_matter():
    run = mark(family(), 1, 1).yield_to(1, 2).add(Kind.EXEC, 2, text="other")
    mark(run, 2, 1).yield_to(2, 3)
    mark(run, 3, 1, "elsewhere")
    mark(run, 3, 0, "elsewhere").yield_to(3, 1)
    mark(run, 1, 0).yield_to(1, 2)
    found, overlaps, _ = read(mark(run, 2, 0))
    assert len(found) == 3 and overlaps == []


def test_a_child_is_of_its_parents_family_and_a_pid_may_come_back():
    run = booted().fork(1, 2).yield_to(1, 2)
    mark(run, 2, 1).exit(2, 0, 1)  # it ends inside
    run.add(Kind.REAP, 1, 2, 0).fork(1, 2)
    mark(run, 1, 1).yield_to(1, 2)
    mark(run, 2, 1)
    found, overlaps, _ = read(mark(run, 2, 0))
    assert [(one.process, one.end is None) for one in found] == [(1, False), (0, True), (2, False)]
    assert [one.processes for one in overlaps] == [(0, 2)]


def test_a_label_that_nobody_leaves_is_a_flag():
    run = mark(mark(booted(), 1, 37, "temperature"), 1, 38, "temperature")
    found, overlaps, flags = read(run)
    assert found == [] and overlaps == [] and [(flag.label, flag.value) for flag in flags] == [
        ("temperature", 37), ("temperature", 38)]


@pytest.mark.parametrize("command, is_clean", [
    ("race", False), ("race_fixed", True), ("philosophers 5", True), ("readers_writers", True),
    ("producer_consumer", True), ("barber", True)])
def test_the_lessons(boot, command, is_clean):
    found, overlaps, _ = sections.read(boot(command).model)
    assert len(found) > 4 and (not overlaps) == is_clean
