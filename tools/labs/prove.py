#!/usr/bin/env python3
"""Prove the grader of a lab: what is right gets all points, what is wrong loses those that it should, and no others.

  tools/labs/prove.py                            every lab; of the mutants so many that each property is broken once,
                                                 and of their runs those that are to show what they break
  tools/labs/prove.py --full semaphores          one lab, all mutants; and the same grade when graded again, under load
  tools/labs/prove.py semaphores V-wakes-all     some mutants, with what a student would read

Graded are: the reference and the folders of solutions/, which must get all points; the starter and empty files, which
must get none; the solutions of twists, by their own contract, by which the reference has to lose 40 points at least;
the mutants. A mutant is a file mutants/NAME.patch against the reference, whose first lines say

    Mistake: what a student did wrong, in plain words
    Breaks: P64 P65        the properties that must fail
    May break: P68         those that may fail as well, or may not be shown

`make prove-labs` calls this. Exit status 1 if something is not as it must be.
"""
from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Dict, FrozenSet, List, NamedTuple, Optional, Set, Tuple

ROOT = Path(__file__).resolve().parent.parent.parent
sys.pycache_prefix = str(ROOT / "build" / "pycache")  # only build/ is written
sys.path[0] = str(ROOT)
from tools.grader import build, lab, report, sandbox  # noqa: E402  (after the path)
from tools.grader.draw import Draw  # noqa: E402
from tools.grader.grade import Graded, grade, shown  # noqa: E402
from tools.grader.machine import SILENT, TOO_LONG, GraderError  # noqa: E402
from tools.grader.verdict import FAILED, NOT_JUDGED, NOT_SHOWN  # noqa: E402
from tools.labs import catalog, sheets  # noqa: E402

TOGETHER = 2
REPEATS = 20


class ProofError(Exception):
    """A mutant cannot be used; the message says why."""


class Mutant(NamedTuple):
    path: Path
    mistake: str
    breaks: FrozenSet[str]
    may_break: FrozenSet[str]

    @property
    def name(self) -> str:
        return self.path.stem


class Case(NamedTuple):
    kind: str  # reference, solution, starter, empty, twist, mutant
    name: str
    make: Callable[[Path], None]  # lays the submission into a folder
    points: Optional[float]  # that it must get; None for a mutant
    mutant: Optional[Mutant] = None
    twist: str = ""
    is_most: bool = False  # it may get fewer points, too
    only: Tuple[str, ...] = ()  # of the runs; then it says nothing that the others would have shown


def load_mutant(path: Path, known: Set[str]) -> Mutant:
    head = path.read_text("utf-8").partition("\n--- ")[0]
    found = dict(re.findall(r"^(Mistake|Breaks|May break): *(.*)$", head, re.MULTILINE))
    breaks, may = (frozenset(found.get(key, "").split()) for key in ("Breaks", "May break"))
    if not found.get("Mistake") or not breaks:
        raise ProofError(f"{path.name}: its first lines must say Mistake: and Breaks:")
    if not breaks | may <= known:
        raise ProofError(f"{path.name}: the lab has no {' '.join(sorted((breaks | may) - known))}")
    return Mutant(path, found["Mistake"], breaks, may)


def mutants(chosen: lab.Lab) -> List[Mutant]:
    return [load_mutant(path, set(chosen.properties)) for path in sorted((chosen.folder / "mutants").glob("*.patch"))]


def named(chosen: lab.Lab, every: List[Mutant], names: List[str]) -> List[Mutant]:
    known = {mutant.name: mutant for mutant in every}
    for name in names:
        if name not in known:
            raise ProofError(f"lab {chosen.id} has no mutant {name}; it has {' '.join(known)}")
    return [known[name] for name in names]


def few(every: List[Mutant]) -> List[Mutant]:
    """So many that whatever any of them breaks is broken."""
    left: Set[str] = set().union(*(mutant.breaks for mutant in every))
    chosen = []
    while left:
        best = max(every, key=lambda mutant: len(mutant.breaks & left))
        chosen.append(best)
        left -= best.breaks
    return chosen


# --- The submissions ------------------------------------------------------------------------------------------------


def copy_from(chosen: lab.Lab, root: Path, into: Path) -> None:
    """A solution may have only some of the files; the others are the reference's."""
    for name in chosen.files:
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name if (root / name).exists() else ROOT / name, into / name)


def make_empty(chosen: lab.Lab, into: Path) -> None:
    for name in chosen.files:
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_text("")


def make_mutant(chosen: lab.Lab, mutant: Mutant, into: Path) -> None:
    copy_from(chosen, ROOT, into)
    done = subprocess.run(["patch", "-s", "-f", "-p1", "--fuzz=0", "-d", str(into), "-i", str(mutant.path)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    if done.returncode != 0:
        raise ProofError(f"the patch does not apply: {done.stdout.strip()}")


def right_cases(chosen: lab.Lab) -> List[Case]:
    folders = sorted(path for path in (chosen.folder / "solutions").glob("*") if path.is_dir())
    cases = [Case("reference", "", lambda into: copy_from(chosen, ROOT, into), chosen.points)]
    for folder in folders:
        cases.append(Case("solution", folder.name, lambda into, root=folder: copy_from(chosen, root, into),
                          chosen.points))
    return cases


def poor_cases(chosen: lab.Lab) -> List[Case]:
    return [Case("starter", "", lambda into: copy_from(chosen, chosen.folder / "starter", into), 0),
            Case("empty", "", lambda into: make_empty(chosen, into), 0)]


def twist_cases(chosen: lab.Lab) -> List[Case]:
    """By another contract its own solution is right, and the public reference does not pass."""
    cases = []
    for folder in sorted((chosen.folder / "twists").glob("*")):
        cases.append(Case("twist", folder.name, lambda into, root=folder / "solution": copy_from(chosen, root, into),
                          chosen.points, twist=folder.name))
        cases.append(Case("twist", f"{folder.name}, reference", lambda into: copy_from(chosen, ROOT, into),
                          chosen.points - lab.TWIST_POINTS, twist=folder.name, is_most=True))
    return cases


def paper_cases(chosen: lab.Lab, kit: build.Kit, work: Path, is_full: bool) -> List[Case]:
    """Of a lab of questions."""
    cases = []
    for sheet in sheets.draw(chosen, kit, work, is_full):
        wrong = frozenset(sheet.breaks)
        mutant = Mutant(chosen.folder / sheet.name, sheet.name, wrong, frozenset()) if wrong else None
        cases.append(Case("answers", sheet.name, sheet.write, None if mutant else sheet.points, mutant))
    return cases


def mutant_cases(chosen: lab.Lab, which: List[Mutant], is_short: bool) -> List[Case]:
    cases = [Case("mutant", mutant.name, lambda into, mutant=mutant: make_mutant(chosen, mutant, into), None, mutant)
             for mutant in which]
    return [case._replace(only=telling_runs(chosen, case.mutant)) for case in cases] if is_short else cases


def with_needs(chosen: lab.Lab, ids: FrozenSet[str]) -> FrozenSet[str]:
    """And the properties without which these are not judged."""
    needs = {need for each in ids for need in chosen.properties[each].needs}
    return ids if needs <= ids else with_needs(chosen, ids | needs)


def telling_runs(chosen: lab.Lab, mutant: Mutant) -> Tuple[str, ...]:
    """A few runs that together are to show all that a mutant breaks."""
    specs = [spec for spec in chosen.runs(Draw("")) if not spec.hidden]
    left, found = with_needs(chosen, mutant.breaks), []
    while left:
        best = max(specs, key=lambda spec: (len(left & set(spec.shows)), len(spec.shows)))
        if not left & set(best.shows):
            return ()  # no run says so: all of them
        found.append(best.name)
        left -= set(best.shows)
    return tuple(found)


# --- Judging the grade ----------------------------------------------------------------------------------------------


def words_of(graded: Graded) -> Dict[str, str]:
    return {one.property.id: one.word for one in graded.grade.verdicts}


def complaint(case: Case, graded: Graded) -> str:
    """What is wrong with the grade that a case got, or nothing."""
    if case.points is not None:
        points = graded.grade.points
        is_right = points <= case.points if case.is_most else points == case.points
        return "" if is_right else f"{points:g} points, not {case.points:g}; {graded.grade.problem}"
    assert case.mutant
    if graded.grade.problem:
        return graded.grade.problem
    words = words_of(graded)
    survived = sorted(each for each in case.mutant.breaks if words[each] != FAILED)
    allowed = case.mutant.breaks | case.mutant.may_break
    bad = (FAILED,) if case.only else (FAILED, NOT_SHOWN)
    unfair = sorted(each for each, word in words.items() if word in bad and each not in allowed)
    return "; ".join([f"{each} is {words[each]}, not failed" for each in survived] +
                     [f"{each} is {words[each]}, which nobody said" for each in unfair])


def describe(graded: Graded) -> str:
    words = words_of(graded)
    parts = [f"{word} {' '.join(each for each in words if words[each] == word)}"
             for word in (FAILED, NOT_SHOWN, NOT_JUDGED) if word in words.values()]
    return "" if graded.grade.problem else "; ".join(parts)


class Proved(NamedTuple):
    is_right: bool
    hangs: bool  # is it a kernel that had to be stopped in a run?


def prove_case(chosen: lab.Lab, kit: build.Kit, folder: Path, case: Case, is_shown: bool) -> Proved:
    begin = time.monotonic()
    place = folder / f"{case.kind}-{case.name}".strip("-").replace(", ", "-")
    shutil.rmtree(place, ignore_errors=True)
    (place / "submission").mkdir(parents=True)
    graded = None
    if case.twist:
        chosen = lab.find(chosen.name, case.twist)
    try:
        case.make(place / "submission")
        graded = grade(chosen, kit, place / "submission", place / "runs", only=case.only)
        wrong = complaint(case, graded)
    except (ProofError, GraderError) as error:
        wrong = str(error)
    points = f"{graded.grade.points:g}" if graded else "-"
    line = (f"  {'FAILED' if wrong else 'as it must be':<13} {case.kind:<9} {case.name:<28} {points:>4} points "
            f"{time.monotonic() - begin:4.1f} s  {describe(graded) if graded else ''}")
    more = [f"      {wrong}"] if wrong else []
    if graded and (wrong or is_shown):
        more.append(report.text(graded))
    print("\n".join([line.rstrip(), *more]), flush=True)
    verdicts = graded.grade.verdicts if graded else ()
    return Proved(not wrong, any(each.run and each.run.how in (SILENT, TOO_LONG) for each in verdicts))


def prove_same(chosen: lab.Lab, kit: build.Kit, folder: Path, case: Case) -> bool:
    """The same submission, graded again and again, more at a time than there are processors: the same bytes."""
    place = folder / "same"
    shutil.rmtree(place, ignore_errors=True)
    (place / "submission").mkdir(parents=True)
    case.make(place / "submission")

    def once(number: int) -> str:
        graded = grade(chosen, kit, place / "submission", place / str(number))
        return report.text(graded).replace(shown(place / str(number)), "") + report.table(graded)

    with ThreadPoolExecutor(3 * TOGETHER) as pool:
        different = len(set(pool.map(once, range(REPEATS))))
    told = "always the same report" if different == 1 else f"{different} different reports"
    print(f"  {'as it must be' if different == 1 else 'FAILED':<13} the same  {case.name or case.kind}: graded "
          f"{REPEATS} times under load, {told}", flush=True)
    return different == 1


def prove(chosen: lab.Lab, options: argparse.Namespace) -> int:
    """How many cases are not as they must be."""
    folder = ROOT / "build" / "labs" / chosen.name
    kit = build.make_kit(chosen)
    if kit is None:
        return 1
    every = mutants(chosen)
    if options.mutants:
        cases = mutant_cases(chosen, named(chosen, every, options.mutants), False)
    else:
        is_paper = chosen.has_questions
        right = paper_cases(chosen, kit, folder / "right", options.full) if is_paper else right_cases(chosen)
        cases = [*right, *poor_cases(chosen), *twist_cases(chosen),
                 *mutant_cases(chosen, every if options.full else few(every), not options.full)]
    print(f"{chosen.id}: {len(chosen.properties)} properties, {len(every)} mutants", flush=True)

    def one(case: Case) -> Proved:
        return prove_case(chosen, kit, folder / "proof", case, bool(options.mutants))

    with ThreadPoolExecutor(TOGETHER) as pool:
        proved = list(pool.map(one, cases))
    good = [each.is_right for each in proved]
    if options.full:
        hanging = [case for case, each in zip(cases, proved) if case.mutant and each.hangs]
        good += [prove_same(chosen, kit, folder / "proof", case) for case in (cases[0], (hanging or cases)[-1])]
    return good.count(False)


def table(chosen: List[lab.Lab]) -> str:
    """For docs: which mistake is found by which property. That it is so, the proof says."""
    parts = []
    for each in chosen:
        rows = []
        for mutant in mutants(each):
            fails, may = (", ".join(sorted(ids)) for ids in (mutant.breaks, mutant.may_break))
            rows.append(f"| {mutant.name} | {mutant.mistake} | {fails} | {may} |\n".replace("  |", " |"))
        head = f"### {each.id}: {each.title}\n\n| mutant | mistake | fails | may fail |\n|---|---|---|---|\n"
        parts += [head + "".join(rows)] if rows else []
    return "\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools/labs/prove.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", nargs="?", help="its number, its name, or both")
    parser.add_argument("mutants", nargs="*", metavar="MUTANT")
    parser.add_argument("--full", action="store_true", help="all mutants, and that the same is graded the same")
    parser.add_argument("--table", action="store_true", help="proves nothing: prints the mutants as a table for docs")
    options = parser.parse_args()
    if not sandbox.is_there():
        print("prove: without bubblewrap; the submissions are this tree's own", file=sys.stderr)
    begin = time.monotonic()
    try:
        chosen = [lab.find(options.lab)] if options.lab else lab.everything()
        if options.table:
            print(table(chosen), end="")
            return 0
        wrong = sum(prove(each, options) for each in chosen)
    except (catalog.CatalogError, ProofError, GraderError) as error:
        print(f"prove: {error}", file=sys.stderr)
        return 2
    print(f"{'all is as it must be' if wrong == 0 else f'{wrong} are not as they must be'}; "
          f"{time.monotonic() - begin:.0f} seconds")
    return 0 if wrong == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
