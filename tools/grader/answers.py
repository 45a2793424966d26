"""A lab of questions: what is handed in are answers, in a file of names and values, and nothing of it is compiled.

The lab's questions.py draws the questions from the id that stands there; hidden/answers.py has the right answers, from
the model of each run that the questions are about. A student's tree has no hidden/: there it is only said which
answers are missing.
"""
from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Tuple

from tools import trace
from tools.grader import build, verdict
from tools.grader.lab import Lab, load_module
from tools.grader.machine import ENDED, GraderError, Outcome, Spec, boot
from tools.grader.submission import Submission
from tools.labs.catalog import tomllib
from tools.labs.submission import SubmissionError

FILE_BYTES_MAX = 10000  # to read twice as much may take four times as long
ANSWER_LETTERS_MAX = ID_LETTERS_MAX = 60
SECONDS_MAX = 5.0  # of the processor, for the run that the answers are about; it needs half of one


def judge(lab: Lab, kit: build.Kit, given: Submission, work: Path) -> Tuple[verdict.Grade, str]:
    """The grade, and the id that the questions were drawn from. Raises SubmissionError, BuildError, GraderError."""
    name = lab.files[0]
    answers = read(given.files[name], name)
    paper = load_module(lab.folder / "questions.py").draw(answers["id"])
    key = lab.folder / "hidden" / "answers.py"
    if key.exists():
        found = compare(lab, load_module(key), paper, answers, run(lab, kit, paper, work), work)
        return verdict.judge(lab, [found]), answers["id"]
    missing = [each for each in paper.questions if is_empty(answers.get(each, ""))]
    count = f"{len(paper.questions) - len(missing)} of {len(paper.questions)} questions"
    words = f", all but {', '.join(missing)}" if missing else ""
    problem = f"{name} answers {count}{words}. Which answers are right, only your teacher's grader knows."
    return verdict.nothing(lab, problem, is_elsewhere=True), answers["id"]


def is_empty(answer: Any) -> bool:
    return answer in ("", [])


def compare(lab: Lab, key: Any, paper: Any, answers: Dict[str, Any], model: trace.Model,
            work: Path) -> verdict.Findings:
    right = key.right(paper, model)
    found = verdict.Findings(Outcome(Spec("paper", "", "", tuple(lab.properties)), work, ENDED, "", 0, None, 0))
    for each, question in paper.questions.items():
        answer = answers.get(each, "")
        if not is_empty(answer) and key.is_right(right[each], answer):
            found.holds(each, 0)
        else:
            shown = "nothing" if is_empty(answer) else " ".join(str(answer).split())[:ANSWER_LETTERS_MAX]
            found.breaks(each, 0, question.text, shown)
    return found


def read(data: bytes, name: str) -> Dict[str, Any]:
    if len(data) > FILE_BYTES_MAX:
        raise SubmissionError(f"{name} is too long: more than {FILE_BYTES_MAX} bytes")
    try:
        answers = tomllib.loads(data.decode())
        str(answers)  # which fails if a number is too long to be printed
    except (ValueError, RecursionError) as error:
        raise SubmissionError(f"{name} cannot be read: {error}") from None
    given = answers.get("id")
    identity = " ".join(str(given).split()) if isinstance(given, (str, int)) else ""
    # It stands in reports and tables: no line of its own there, no formula.
    if not identity[:1].isalnum() or not identity.isprintable() or len(identity) > ID_LETTERS_MAX:
        raise SubmissionError(f"{name} has no id: write yours between the quotes, as in make questions ID=...")
    return {**answers, "id": identity}


def run(lab: Lab, kit: build.Kit, paper: Any, work: Path) -> trace.Model:
    """The run that some of the questions are about, of the kernel as it is."""
    kernel = build.build(lab, kit, Submission({}), work / "build")
    spec = Spec("run", f"/lab/{paper.command}", paper.words, ())
    outcome = boot(spec, kernel, kit.archive, work / "run", SECONDS_MAX)
    if not outcome.is_good or not outcome.trace:
        raise GraderError(f"{paper.command} did not run: {outcome.words}")
    return trace.Model(outcome.trace)
