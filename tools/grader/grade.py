"""One submission, from the folder to the grade."""
from __future__ import annotations

import hashlib
import os
import shlex
import shutil
from pathlib import Path
from typing import List, NamedTuple, Sequence

from tools.grader import answers, build, sandbox, submission, verdict
from tools.grader.draw import Draw, seed_of
from tools.grader.lab import LABS, ROOT, Lab
from tools.grader.machine import Spec, boot, skip

RELEASE_KEY = LABS / "release-key"  # in no student's tree: there nobody can try out what will be drawn

COST_MAX = 8  # of the runs that had to be stopped: no run begins after that
SECONDS_MAX = 13.0  # of the processor, for all runs; only who works against the grader needs so many


class Graded(NamedTuple):
    grade: verdict.Grade
    work: Path  # where the runs are
    version: str  # Robin's
    hash: str  # the submission's
    seed: str  # of what was drawn; in a lab of questions the id in the answers
    command: str  # that repeats it


def shown(path: Path) -> str:
    """As a person in the tree would type it."""
    words = str(path.relative_to(ROOT)) if ROOT in path.parents else str(path)
    return words.encode("utf-8", "replace").decode()


def release_key() -> str:
    key = os.environ.get("ROBIN_RELEASE_KEY")
    if key is None and RELEASE_KEY.exists():
        key = RELEASE_KEY.read_text("utf-8").strip()
    return key or "public"


def grade(lab: Lab, kit: build.Kit, path: Path, work: Path, seed: str = "", only: Sequence[str] = ()) -> Graded:
    """`work` is emptied; afterwards it has the kernel, and a folder for each run. `only` names some of the runs.
    Raises machine.GraderError."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    hashed = hashlib.sha256(b"").hexdigest()
    try:
        given = submission.collect(lab, path)
        hashed = given.hash
        if lab.has_questions:
            result, seed = answers.judge(lab, kit, given, work)
        else:
            seed = seed or seed_of(release_key(), lab.id, hashed)
            kernel = build.build(lab, kit, given, work / "build")
            specs = [spec for spec in lab.runs(Draw(seed)) if not only or spec.name in only]
            result = verdict.judge(lab, try_all(lab, kit, kernel, work, specs))
    except (submission.SubmissionError, build.BuildError) as error:
        result = verdict.nothing(lab, str(error))
    options = [*(["--twist", lab.twist] if lab.twist else []),
               *(["--seed", seed] if seed and not lab.has_questions else []),
               *([] if sandbox.is_there() else ["--trust"])]
    again = shlex.join(["tools/grade", "--lab", lab.name, *options, shown(path)])
    return Graded(result, work, kit.version, hashed, seed, again)


def try_all(lab: Lab, kit: build.Kit, kernel: Path, work: Path, specs: List[Spec]) -> List[verdict.Findings]:
    findings: List[verdict.Findings] = []
    for spec in specs:
        left = SECONDS_MAX - sum(found.run.seconds for found in findings)
        is_time = left > 0 and sum(found.run.cost for found in findings) < COST_MAX
        run = boot(spec, kernel, kit.archive, work / spec.name, left) if is_time else skip(spec, work / spec.name)
        findings.append(verdict.Findings(run))
        lab.check(findings[-1])
    return findings
