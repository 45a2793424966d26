"""The proof of the graders can fail: a mutant that survives or breaks too much, a right kernel that gets less."""
from pathlib import Path

import pytest

from boot import ROOT
from tools.grader import lab, verdict
from tools.grader.draw import Draw
from tools.grader.grade import Graded
from tools.labs import prove

LAB = lab.find("semaphores")
HEAD = "Mistake: V wakes two.\nBreaks: P64\nMay break: P65 K29\n\n--- a/x\n"


def a_grade(problem="", **words):
    """All passed but these."""
    found = []
    for each in LAB.properties.values():
        word = words.get(each.id, verdict.PASSED)
        found.append(verdict.Verdict(each, word, each.points if word == verdict.PASSED else 0, "", None, None))
    grade = verdict.Grade(LAB, tuple(found), (), sum(one.points for one in found), problem)
    return Graded(grade, Path("work"), "v1", "f" * 64, "5eed", "again")


@pytest.fixture
def mutant(directory):
    (directory / "V-wakes-two.patch").write_text(HEAD)
    return prove.load_mutant(directory / "V-wakes-two.patch", set(LAB.properties))


def complaint(mutant, grade):
    return prove.complaint(prove.Case("mutant", mutant.name, lambda into: None, None, mutant), grade)


@pytest.mark.parametrize("grade, wrong", [
    (a_grade(P64="failed"), ""),
    (a_grade(P64="failed", P65="not shown", K29="failed"), ""),
    (a_grade(P64="failed", P66="not judged"), ""),
    (a_grade(), "P64 is passed, not failed"),
    (a_grade(P64="not shown"), "P64 is not shown, not failed"),
    (a_grade(P64="failed", P66="failed"), "P66 is failed, which nobody said"),
    (a_grade(P64="failed", P66="not shown"), "P66 is not shown, which nobody said"),
    (a_grade("it does not link"), "it does not link"),
], ids=["fails", "may-fail", "not-judged", "survives", "not-shown", "too-much", "shows-too-little", "not-built"])
def test_what_a_mutant_must_and_may_break(mutant, grade, wrong):
    assert complaint(mutant, grade) == wrong


def test_what_is_right_must_get_all_points_and_a_twist_must_cost():
    right = prove.Case("reference", "", lambda into: None, LAB.points)
    assert prove.complaint(right, a_grade()) == ""
    assert prove.complaint(right, a_grade(P61="failed")).startswith("95 points, not 100")
    twist = prove.Case("twist", "", lambda into: None, 60, is_most=True)
    assert prove.complaint(twist, a_grade(P61="failed")) != ""
    assert prove.complaint(twist, a_grade(**{each: "failed" for each in ("P62", "P63", "P64", "P65")})) == ""


@pytest.mark.parametrize("text, message", [
    ("Breaks: P64\n", "must say Mistake: and Breaks:"),
    ("Mistake: something.\n", "must say Mistake: and Breaks:"),
    ("Mistake: something.\nBreaks: P1\n", "the lab has no P1"),
])
def test_a_mutant_s_head(directory, text, message):
    (directory / "a.patch").write_text(text)
    with pytest.raises(prove.ProofError, match=message):
        prove.load_mutant(directory / "a.patch", set(LAB.properties))


def test_a_patch_that_does_not_apply(mutant, directory):
    with pytest.raises(prove.ProofError, match="the patch does not apply"):
        prove.make_mutant(LAB, mutant, directory / "submission")


CODE_LABS = [each for each in lab.everything() if not each.has_questions]  # sheets.py draws what is wrong of the others
each_code_lab = pytest.mark.parametrize("each", CODE_LABS, ids=lambda each: each.id)


@each_code_lab
def test_the_mutants_of_a_lab_are_enough(each):
    """Each property is broken by one; the short form leaves none out; there are right solutions of other designs."""
    every = prove.mutants(each)
    broken = set().union(*(mutant.breaks for mutant in every))
    assert broken == set(each.properties)
    assert set().union(*(mutant.breaks for mutant in prove.few(every))) == broken
    assert len(every) >= 8 and len(prove.right_cases(each)) >= 3


@each_code_lab
def test_the_short_form_s_runs_show_what_a_mutant_breaks_and_what_that_needs(each):
    shows = {spec.name: set(spec.shows) for spec in each.runs(Draw(""))}
    for mutant in prove.few(prove.mutants(each)):
        runs = prove.telling_runs(each, mutant)
        shown = set().union(*(shows[name] for name in runs or shows))
        needs = {need for broken in mutant.breaks for need in each.properties[broken].needs}
        assert mutant.breaks | needs <= shown or not runs, mutant.name


def test_a_mutant_that_there_is_not():
    with pytest.raises(prove.ProofError, match="lab 4-semaphores has no mutant nothing; it has .*V-wakes-all"):
        prove.named(LAB, prove.mutants(LAB), ["V-wakes-all", "nothing"])


@pytest.mark.parametrize("name", ["ready-queue", "fork-exit-wait", "semaphores"])
def test_a_lab_whose_reference_is_public_has_a_twist(name):
    """Its own solution is to get all points, and the reference to lose 40 at least."""
    cases = prove.twist_cases(lab.find(name))
    assert len(cases) >= 2 and {(case.points, case.is_most) for case in cases} == {(100, False), (60, True)}
    for case in cases:
        assert lab.find(name, case.twist).points == 100


def test_the_table_for_teachers_is_that_of_the_mutants():
    assert prove.table(lab.everything()) in (ROOT / "docs" / "teaching.md").read_text("utf-8")
