"""The verdicts, and the grade in each of its forms."""
import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from boot import ROOT
from records import booted
from tools.grader import lab, machine, report, verdict, version
from tools.grader.grade import Graded
from tools.grader.lab import Milestone, Property


def a_property(identity, needs=(), more=False):
    return Property(identity, f"sentence of {identity} <&>", 10, needs, more)


def a_lab(*properties, milestones=()):
    return lab.Lab("9-made-up", "made-up", Path("."), "Made up", (), frozenset(), frozenset(),
                   {each.id: each for each in properties}, tuple(milestones), ("P", "V"))


def a_run(name="first", shows=(), how=machine.ENDED, words="", hidden=False):
    spec = machine.Spec(name, "/lab/script 0:WV", "quantum=3", shows, hidden)
    return machine.Outcome(spec, ROOT / "build" / name, how, words, 0, booted().trace(), 0.0)


LAB = a_lab(a_property("P1"), a_property("P2"), a_property("P3", ("P2",)), a_property("P4"))


def found(run, holds=(), breaks=(), like=""):
    findings = verdict.Findings(run)
    for identity in holds:
        findings.holds(identity, 2)
    for identity in breaks:
        findings.breaks(identity, 3, "this <expected>", "that\x1b[31m", like)
    return findings


def words(grade):
    return {one.property.id: one.word for one in grade.verdicts}


# --- Verdicts -------------------------------------------------------------------------------------------------------


def test_a_property_needs_its_witness():
    grade = verdict.judge(LAB, [found(a_run(), holds=["P1"])])
    assert words(grade) == {"P1": "passed", "P2": "not shown", "P3": "not judged", "P4": "not shown"}
    assert grade.points == 10 and not grade.is_full


def test_each_run_that_is_to_show_it_must():
    good, cut = a_run("first", ("P1",)), a_run("second", ("P1",), machine.SILENT, "it hangs")
    assert words(verdict.judge(LAB, [found(good, ["P1"]), found(cut)]))["P1"] == "not shown"
    assert words(verdict.judge(LAB, [found(good, ["P1"]), found(cut, ["P1"])]))["P1"] == "passed"


def test_one_break_outweighs_all_witnesses():
    grade = verdict.judge(LAB, [found(a_run("first"), ["P1"]), found(a_run("second"), ["P1"], ["P1"])])
    assert words(grade)["P1"] == "failed" and grade.verdicts[0].broken.run.spec.name == "second"


def test_what_needs_something_is_judged_if_it_was_shown():
    assert words(verdict.judge(LAB, [found(a_run(), ["P3"], ["P2"])]))["P3"] == "passed"
    assert words(verdict.judge(LAB, [found(a_run(), [], ["P2", "P3"])]))["P3"] == "not judged"


def test_the_same_mistake_is_not_counted_twice():
    findings = [found(a_run("first"), breaks=["P1"]), found(a_run("second"), breaks=["P4"], like="P1")]
    assert words(verdict.judge(LAB, findings))["P4"] == "not judged"
    assert words(verdict.judge(LAB, findings[1:] + [found(a_run("first"), ["P1"])]))["P4"] == "failed"


@pytest.mark.parametrize("findings, points", [
    (found(a_run("first"), ["P1"]), 25),
    (found(a_run("first"), ["P1"], ["P2"]), 10),
    (found(a_run("first", how=machine.SILENT), ["P1"]), 10),
    (found(a_run("first", ("P2",)), ["P1"]), 10),
    (found(a_run("first", ("M1", "M2")), ["P1"], ["M1"]), 25),
], ids=["reached", "broken", "hangs", "not-shown", "only-of-the-core"])
def test_a_milestone_is_a_floor(findings, points):
    more = [a_property(identity, more=True) for identity in ("M1", "M2")]
    made = a_lab(*LAB.properties.values(), *more, milestones=[Milestone("it counts", ("first",), 25)])
    assert verdict.judge(made, [findings]).points == points


@pytest.mark.xdist_group("labs")  # it looks into the labs' folders below build/
def test_the_version_is_that_of_the_tree_now(monkeypatch, tmp_path):
    """Also in a student's tree that was updated: nothing that was built keeps an older one."""
    (tmp_path / "labs").mkdir()
    monkeypatch.setattr(version, "ROOT", tmp_path)
    for release in ("0.1 1234567", "0.2 89abcde"):
        (tmp_path / "labs" / "student.mk").write_text(f"# Whose is what.\nrelease := {release}\nLAB ?= 4-semaphores\n")
        assert version.robin() == release
    monkeypatch.undo()
    assert re.fullmatch(r"0\.\d+ [0-9a-f]{7,}(-dirty)?", version.robin())
    kits = [path.read_text() for path in ROOT.glob("build/labs/*/kit/kit.json")]
    assert not any('"version"' in kit for kit in kits)


# --- Reports --------------------------------------------------------------------------------------------------------


@pytest.fixture
def graded():
    findings = [found(a_run("first"), ["P1"], ["P2", "P3"]), found(a_run("second", hidden=True), breaks=["P4"])]
    return Graded(verdict.judge(LAB, findings), Path("work"), "v1", "f" * 64, "5eed", "tools/grade --seed 5eed .")


@pytest.fixture
def not_run():
    nothing = verdict.nothing(LAB, "a.c does not compile:\na.c:1: error")
    return Graded(nothing, Path("work"), "v1", "f" * 64, "5eed", "again")


def test_the_text_says_what_was_expected_and_what_happened(graded):
    text = report.text(graded)
    assert "expected  this <expected>" in text and "happened  that" in text
    assert "where     run first: /lab/script 0:WV, booted with quantum=3\n" in text
    assert "to see more: tools/trace build/first/trace --at 3" in text
    assert "not judged: P3 (it needs P2)" in text
    assert "10 of 40 points" in text and "the same again: tools/grade --seed 5eed ." in text


def test_what_shows_more_can_be_typed():
    grade = verdict.judge(LAB, [found(a_run("bad places"), breaks=["P1"])])
    text = report.text(Graded(grade, Path("work"), "v1", "f" * 64, "5eed", "again"))
    assert "to see more: tools/trace 'build/bad places/trace' --at 3" in text


def test_a_hidden_run_says_nothing(graded):
    for form in (report.text, report.junit, report.tap, lambda one: json.dumps(report.gradescope(one))):
        assert form(graded).count("happened  that") == 1
    assert "P4 sentence of P4 <&>: failed\n    in a hidden run\n" in report.text(graded)


def test_junit_is_well_formed_and_counts(graded, not_run):
    suite = ElementTree.fromstring(report.junit(graded))
    assert [suite.get(each) for each in ("tests", "failures", "skipped", "errors")] == ["4", "2", "1", "0"]
    assert [len(case) for case in suite.iter("testcase")] == [0, 1, 1, 1]
    assert ElementTree.fromstring(report.junit(not_run)).get("errors") == "4"


def test_tap_keeps_its_plan(graded, not_run):
    for each in (graded, not_run):
        lines = report.tap(each).splitlines()
        assert lines[:2] == ["TAP version 13", "1..4"]
        results = [re.match(r"(not )?ok (\d) - P\d", line) for line in lines if not line.startswith("#")][2:]
        assert [int(result.group(2)) for result in results] == [1, 2, 3, 4]


def test_csv_has_a_row_a_property(graded):
    rows = list(csv.DictReader(io.StringIO(report.table(graded))))
    assert [(row["property"], row["verdict"], row["points"]) for row in rows] == [
        ("P1", "passed", "10"), ("P2", "failed", "0"), ("P3", "not judged", "0"), ("P4", "failed", "0")]


def test_gradescope_gets_points_and_visibility(graded, not_run):
    results = json.loads(json.dumps(report.gradescope(graded)))
    assert results["score"] == sum(test["score"] for test in results["tests"]) == 10
    assert sum(test["max_score"] for test in results["tests"]) == 40
    assert [test["status"] for test in results["tests"]] == ["passed", "failed", "failed", "failed"]
    assert {test["visibility"] for test in results["tests"]} == {"visible"} and results["stdout_visibility"] == "hidden"
    assert report.gradescope(not_run)["score"] == 0 and "does not compile" in report.gradescope(not_run)["output"]


def test_a_failing_result_is_written_first(directory):
    """Nothing to grade with: what is there afterwards says 0 points, and not what an earlier grading said."""
    (directory / "results.json").write_text('{"score": 100}')
    (directory / "grade.txt").write_text("100 of 100 points")
    done = subprocess.run([sys.executable, ROOT / "tools" / "grade", "--lab", "4", "--output", directory, ROOT],
                          env={"PATH": "/nowhere"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    assert done.returncode == 2 and "bubblewrap" in done.stdout
    assert json.loads((directory / "results.json").read_text())["score"] == 0
    assert not (directory / "grade.txt").exists()
