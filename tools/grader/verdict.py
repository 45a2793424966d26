"""What the runs of a kernel say about each property, and how many points that makes.

A lab's checks read a run and report to a Findings: `holds(id, record)` where a property was tried and held, which is
its witness; `breaks(id, record, expected, happened)` where it did not. The verdict on a property is

    passed      it never broke, and each run that was to show it did
    failed      it broke
    not shown   it did not break, but a run that was to show it did not: nothing proves it
    not judged  one of the last two, but something that it needs did not pass either: no wonder
"""
from __future__ import annotations

from typing import Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from tools.grader.lab import Lab, Property
from tools.grader.machine import Outcome

PASSED, FAILED, NOT_JUDGED, NOT_SHOWN = "passed", "failed", "not judged", "not shown"
POINTS_DIGITS = 2


class Break(NamedTuple):
    """Where a property did not hold."""

    run: Outcome
    record: int
    expected: str
    happened: str
    like: str  # the property that this would break if circumstances were simpler, or ""


class Findings:
    """What the checks found in one run."""

    def __init__(self, run: Outcome) -> None:
        self.run = run
        self.twist = ""  # the contract, if it is not the usual one
        self.witnesses: Dict[str, int] = {}  # the first record that shows it
        self.broken: Dict[str, Break] = {}  # the first

    def holds(self, identity: str, record: int) -> None:
        self.witnesses.setdefault(identity, record)

    def breaks(self, identity: str, record: int, expected: str, happened: str, like: str = "") -> None:
        self.broken.setdefault(identity, Break(self.run, record, expected, happened, like))


class Verdict(NamedTuple):
    property: Property
    word: str
    points: float
    reason: str  # why it is not judged or not shown
    broken: Optional[Break]  # if it failed
    run: Optional[Outcome]  # that should have shown it


class Grade(NamedTuple):
    lab: Lab
    verdicts: Tuple[Verdict, ...]
    milestones: Tuple[Tuple[str, float, bool], ...]  # name, points that are sure, reached?
    points: float
    problem: str  # why nothing ran; then no verdict is "passed"
    is_elsewhere: bool = False  # points are given only where the right answers are

    @property
    def is_full(self) -> bool:
        return self.points == self.lab.points


def judge(lab: Lab, findings: Sequence[Findings]) -> Grade:
    verdicts: Dict[str, Verdict] = {}

    def verdict(identity: str) -> Verdict:
        if identity not in verdicts:
            verdicts[identity] = excuse(decide(lab.properties[identity], findings))
        return verdicts[identity]

    def excuse(one: Verdict) -> Verdict:
        """Not judged, if what it needs did not pass; or if it broke as a simpler property broke elsewhere."""
        like = [one.broken.like] if one.broken and one.broken.like else []
        needs = dict.fromkeys([*one.property.needs, *like])
        missing = [need for need in needs if verdict(need).word != PASSED] if one.word != PASSED else []
        if not missing:
            return one
        return Verdict(one.property, NOT_JUDGED, 0, f"it needs {' and '.join(missing)}", None, None)

    found = tuple(verdict(identity) for identity in lab.properties)
    milestones = tuple((each.name, each.points, is_reached(lab, each.runs, findings)) for each in lab.milestones)
    total = sum(each.points for each in found)
    floor = max((points for _, points, reached in milestones if reached), default=0)
    return Grade(lab, found, milestones, round(max(total, floor), POINTS_DIGITS), "")


def decide(each: Property, findings: Sequence[Findings]) -> Verdict:
    for one in findings:
        if each.id in one.broken:
            return Verdict(each, FAILED, 0, "", one.broken[each.id], one.run)
    shown = False
    for one in findings:
        if each.id in one.witnesses:
            shown = True
        elif each.id in one.run.spec.shows:
            return Verdict(each, NOT_SHOWN, 0, one.run.words or "it never came to that", None, one.run)
    if not shown:
        return Verdict(each, NOT_SHOWN, 0, "no run shows it", None, None)
    return Verdict(each, PASSED, each.points, "", None, None)


def is_reached(lab: Lab, runs: Sequence[str], findings: Sequence[Findings]) -> bool:
    """Nothing of the core broke in these runs, each showed what it had to of it, and each ended as it should."""
    def core(properties: Iterable[str]) -> List[str]:
        return [each for each in properties if not lab.properties[each].more]

    chosen = [one for one in findings if one.run.spec.name in runs]
    return len(chosen) == len(runs) and all(
        one.run.is_good and not core(one.broken) and all(each in one.witnesses for each in core(one.run.spec.shows))
        for one in chosen)


def nothing(lab: Lab, problem: str, is_elsewhere: bool = False) -> Grade:
    """Of a submission that never ran. The problem may speak of a file whose name is no UTF-8."""
    word, reason = (NOT_JUDGED, "its grader is elsewhere") if is_elsewhere else (NOT_SHOWN, "it did not run")
    problem = problem.encode("utf-8", "replace").decode()
    found = tuple(Verdict(each, word, 0, reason, None, None) for each in lab.properties.values())
    return Grade(lab, found, tuple((each.name, each.points, False) for each in lab.milestones), 0, problem,
                 is_elsewhere)
