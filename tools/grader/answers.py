"""A lab whose submission is a file of answers: each is compared with what the trace says. Nothing is compiled or booted.

The lab's questions.py draws the questions from the student's id; hidden/answers.py, in no student's tree, knows what is
right."""
from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Dict

from tools.grader import submission, verdict
from tools.grader.grade import Graded
from tools.grader.lab import Lab, load_module
from tools.labs.catalog import tomllib


class AnswersError(Exception):
    """Nothing can be graded here; the message says why."""


def is_of_answers(lab: Lab) -> bool:
    return (lab.folder / "questions.py").exists()


def grade(lab: Lab, path: Path, version: str, command: str) -> Graded:
    """Raises AnswersError in a student's tree, which does not know what is right."""
    hidden = lab.folder / "hidden" / "answers.py"
    if not hidden.exists():
        raise AnswersError("your teacher grades the answers: here it is not known which are right")
    hashed, identity = hashlib.sha256(b"").hexdigest(), ""
    try:
        given = submission.collect(lab, path)
        hashed = given.hash
        answers = read(given.files[lab.files[0]])
        identity = str(answers.get("id", "")).strip()
        if not identity:
            raise submission.SubmissionError(f'{lab.files[0]} has no id: id = "..."')
        result = compare(lab, load_module(lab.folder / "questions.py").draw(identity), load_module(hidden), answers)
    except submission.SubmissionError as error:
        result = verdict.nothing(lab, str(error))
    return Graded(result, path, version, hashed, identity, command)


def read(data: bytes) -> Dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise submission.SubmissionError(f"the answers cannot be read: {error}") from None


def compare(lab: Lab, paper: Any, key: Any, answers: Dict[str, Any]) -> verdict.Grade:
    right = key.right(paper)
    found = []
    for identity, each in lab.properties.items():
        given = answers.get(identity, "")
        if given in ("", []):
            found.append(verdict.Verdict(each, verdict.NOT_SHOWN, 0, "no answer", None, None))
        elif key.is_right(right[identity], given):
            found.append(verdict.Verdict(each, verdict.PASSED, each.points, "", None, None))
        else:
            reason = f"{paper.questions[identity].text} Not {str(given)[:80]}"
            found.append(verdict.Verdict(each, verdict.FAILED, 0, reason, None, None))
    return verdict.Grade(lab, tuple(found), (), sum(one.points for one in found), "")
