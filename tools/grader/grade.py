"""One submission, from the folder to the grade."""
from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import List, NamedTuple

from tools.grader import build, submission, verdict
from tools.grader.draw import Draw, seed_of
from tools.grader.lab import LABS, Lab
from tools.grader.machine import Outcome, boot

RELEASE_KEY = LABS / "release-key"  # not in any student's tree: nobody can try out what will be drawn


class Graded(NamedTuple):
    grade: verdict.Grade
    runs: List[Outcome]
    seed: str
    hash: str  # the submission's


def release_key() -> str:
    key = os.environ.get("ROBIN_RELEASE_KEY")
    if key is None and RELEASE_KEY.exists():
        key = RELEASE_KEY.read_text("utf-8").strip()
    return key or "public"


def grade(lab: Lab, kit: build.Kit, path: Path, work: Path, seed: str = "") -> Graded:
    """`work` is emptied; afterwards it has the kernel, and a folder for each run."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        given = submission.collect(lab, path)
    except submission.SubmissionError as error:
        return Graded(verdict.nothing(lab, str(error)), [], seed, hashlib.sha256(b"").hexdigest())
    seed = seed or seed_of(release_key(), lab.id, given.hash)
    try:
        kernel = build.build(lab, kit, given, work / "build")
    except build.BuildError as error:
        return Graded(verdict.nothing(lab, str(error)), [], seed, given.hash)
    findings = []
    for spec in lab.runs(Draw(seed)):
        run = boot(spec, kernel, kit.archive, work / spec.name)
        found = verdict.Findings(run)
        lab.check(found)
        findings.append(found)
    return Graded(verdict.judge(lab, findings), [found.run for found in findings], seed, given.hash)
