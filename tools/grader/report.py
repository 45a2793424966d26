"""A grade as text for people, and as JUnit XML, TAP, CSV and Gradescope's results.json for machines.

All of them are made of the grade alone, so that the same submission gives the same bytes. What a property's report may
say is decided in one place: `details`.
"""
from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path
from typing import Any, Dict, List
from xml.etree import ElementTree

from tools.grader import chart
from tools.grader.grade import Graded, shown
from tools.grader.verdict import FAILED, NOT_JUDGED, NOT_SHOWN, PASSED, Grade, Verdict

FILES = ("grade.txt", "junit.xml", "grade.tap", "grade.csv", "results.json")
HIDDEN = "in a hidden run"
FIRST = "The grading did not come to its end. Ask whoever runs it."


def number(points: float) -> str:
    return f"{points:g}"


def title(one: Verdict) -> str:
    return f"{one.property.id} {one.property.sentence}"


def details(graded: Graded, one: Verdict) -> List[str]:
    """Why it did not pass, as lines for the student."""
    if one.word == PASSED:
        return []
    if one.run and one.run.spec.hidden:
        return [HIDDEN]
    if one.broken is None:
        return [f"{one.reason}" + (f" (run {one.run.spec.name})" if one.run else "")]
    run, at = one.broken.run, one.broken.record
    if not run.spec.command:  # a question; the right answer is not told
        return [f"asked     {one.broken.expected}", f"answered  {one.broken.happened}"]
    lines = [f"expected  {one.broken.expected}", f"happened  {one.broken.happened}"]
    if run.trace:
        episode = chart.episode(run.trace, at, run.spec.command)
        command = f"{run.spec.command.split()[0]} {episode}" if episode else run.spec.command
        events = chart.draw(run.trace, at, graded.grade.lab.chart)
        words = f", booted with {run.spec.words}" if run.spec.words else ""
        lines += [f"where     run {run.spec.name}: {command}{words}", "", *events, ""]
    return [*lines, f"to see more: tools/trace {shlex.quote(shown(run.folder / 'trace'))} --at {at}"]


def parts_of(grade: Grade) -> str:
    """Of how many points in each part."""
    words = []
    for name, is_more in (("core", False), ("more", True)):
        those = [one for one in grade.verdicts if one.property.more == is_more]
        reached, whole = sum(one.points for one in those), sum(one.property.points for one in those)
        words.append(f"{name} {number(reached)} of {number(whole)}")
    return ", ".join(words)


def summary(graded: Graded) -> str:
    if graded.grade.is_elsewhere:
        return "no points here"
    return f"{number(graded.grade.points)} of {number(graded.grade.lab.points)} points"


def facts(graded: Graded) -> List[str]:
    """What it takes to repeat it."""
    submission = f", submission {graded.hash[:16]}" if graded.hash else ""
    whose = f", questions of id {graded.seed}" if graded.grade.lab.has_questions and graded.seed else ""
    again = [f"the same again: {graded.command}"] if graded.command else []
    return [f"Robin {graded.version}{submission}{whose}", *again]


def text(graded: Graded) -> str:
    grade = graded.grade
    lines = [f"Lab {grade.lab.id}: {grade.lab.title}", ""]
    if grade.problem:
        lines += [grade.problem, ""]
    else:
        for one in grade.verdicts:
            lines.append(f"  {one.word:<11}{number(one.points):>3} of {number(one.property.points):>2}  {title(one)}")
        for name, points, reached in grade.milestones:
            word = "reached" if reached else "not yet"
            lines.append(f"  {word:<20} milestone: {name} ({number(points)} points at least)")
        lines += ["", parts_of(grade), ""]
    for one in [] if grade.problem else grade.verdicts:
        if one.word in (FAILED, NOT_SHOWN):
            lines += [f"{title(one)}: {one.word}", *(f"    {line}".rstrip() for line in details(graded, one)), ""]
    excused = [f"{one.property.id} ({one.reason})" for one in grade.verdicts if one.word == NOT_JUDGED]
    if excused and not grade.problem:
        lines += ["not judged: " + ", ".join(excused), ""]
    return "\n".join([*lines, summary(graded), *facts(graded), ""])


def junit(graded: Graded) -> str:
    """https://github.com/testmoapp/junitxml"""
    grade = graded.grade
    counts = {"tests": str(len(grade.verdicts)), "failures": str(sum(one.word == FAILED for one in grade.verdicts)),
              "errors": "0", "skipped": str(sum(one.word == NOT_JUDGED for one in grade.verdicts))}
    counts["errors"] = str(sum(one.word == NOT_SHOWN for one in grade.verdicts))
    suite = ElementTree.Element("testsuite", name=grade.lab.id, **counts)
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (("version", graded.version), ("submission", graded.hash), ("points", number(grade.points)),
                        ("command", graded.command)):
        ElementTree.SubElement(properties, "property", name=name, value=value)
    for one in grade.verdicts:
        case = ElementTree.SubElement(suite, "testcase", classname=grade.lab.id, name=title(one))
        kind = {FAILED: "failure", NOT_SHOWN: "error", NOT_JUDGED: "skipped"}.get(one.word)
        if kind:
            lines = details(graded, one)
            element = ElementTree.SubElement(case, kind, message=clean(grade.problem or lines[0]))
            element.text = clean("\n".join(lines))
    ElementTree.indent(suite)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(suite, "unicode") + "\n"


def clean(words: str) -> str:
    """Without the control characters that XML cannot have."""
    return "".join(sign if sign in "\n\t" or sign.isprintable() else "?" for sign in words)


def tap(graded: Graded) -> str:
    """https://testanything.org/tap-version-13-specification.html"""
    grade = graded.grade
    lines = ["TAP version 13", f"1..{len(grade.verdicts)}"]
    for place, one in enumerate(grade.verdicts, 1):
        skip = f" # SKIP {one.word}: {one.reason}" if one.word == NOT_JUDGED else ""
        word = "ok" if one.word == PASSED else "not ok"
        lines.append(f"{word} {place} - {title(one).replace('#', '')}{skip}")
        lines += [f"# {line}".rstrip() for line in (details(graded, one) if one.word in (FAILED, NOT_SHOWN) else [])]
    lines += [f"# {line}" for part in (grade.problem, summary(graded), *facts(graded)) for line in part.splitlines()]
    return "\n".join(lines) + "\n"


def table(graded: Graded) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["lab", "property", "sentence", "verdict", "points", "of", "version", "submission", "seed"])
    for one in graded.grade.verdicts:
        writer.writerow([graded.grade.lab.id, one.property.id, one.property.sentence, one.word, number(one.points),
                         number(one.property.points), graded.version, graded.hash, graded.seed])
    return file.getvalue()


def gradescope(graded: Graded) -> Dict[str, Any]:
    """https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format"""
    grade = graded.grade
    tests = [{
        "name": title(one), "number": one.property.id, "score": one.points, "max_score": one.property.points,
        "status": "passed" if one.word == PASSED else "failed",
        "output": "\n".join([one.word, *details(graded, one)]), "output_format": "text", "visibility": "visible",
    } for one in grade.verdicts]
    return {"score": grade.points, "output": "\n".join([part for part in (grade.problem, summary(graded)) if part] +
                                                      facts(graded)),
            "output_format": "text", "visibility": "visible", "stdout_visibility": "hidden", "tests": tests,
            "extra_data": {"version": graded.version, "submission": graded.hash, "seed": graded.seed}}


def write_first(folder: Path) -> None:
    """Before anything runs: what counts if nothing else is ever written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).unlink(missing_ok=True)
    write_json(folder, {"score": 0, "output": FIRST, "visibility": "visible", "stdout_visibility": "hidden"})


def write_json(folder: Path, results: Dict[str, Any]) -> None:
    """Whole or not at all."""
    new = folder / "results.json.new"
    new.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    new.replace(folder / "results.json")


def write(graded: Graded, folder: Path) -> None:
    for name, content in (("grade.txt", text), ("junit.xml", junit), ("grade.tap", tap), ("grade.csv", table)):
        (folder / name).write_text(content(graded), "utf-8")
    write_json(folder, gradescope(graded))
