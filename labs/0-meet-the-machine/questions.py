"""The questions of lab 0: drawn from a student's id, about one of the traces in traces/, and about a run of `relay`.

    make questions ID=20260123

The same id has the same questions and answers on every machine: the traces were recorded once and are part of the lab,
and in `relay` nobody's slice ends, so that the same processes follow each other however fast the machine is.
"""
from __future__ import annotations

import hashlib
import random
import sys
from pathlib import Path
from typing import Dict, List, NamedTuple, Tuple

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
sys.pycache_prefix = str(ROOT / "build" / "pycache")  # only build/ is written
sys.path[0] = str(ROOT)
from tools import trace  # noqa: E402  (after the path)


STOPS = (13, 34)  # of the switches of relay: its runners are there, and some have ended


class Question(NamedTuple):
    kind: str
    about: Tuple[int, ...]  # what was drawn: pids, records, counts
    text: str


class Paper(NamedTuple):
    """One student's questions, q1, q2, ..., and the trace that they are about."""

    file: Path
    model: trace.Model
    questions: Dict[str, Question]
    command: str  # whose run the last questions are about
    words: str  # its boot words


def turns(process: trace.Process) -> List[int]:
    """The records at which it got the CPU."""
    return [change.index for change in process.states if change.state == trace.State.RUNNING]


def draw(identity: str) -> Paper:
    """The paper of this id. Spaces and capital letters do not matter."""
    seed = hashlib.sha256(f"meet the machine {''.join(identity.split()).lower()}".encode()).digest()
    chance = random.Random(int.from_bytes(seed, "big"))
    file = chance.choice(sorted((FOLDER / "traces").glob("*.trace")))
    model = trace.Model(trace.Trace.load(file))
    workers = [process for process in model.processes if process.pid > 3 and process.ended and len(turns(process)) >= 4]
    one, other = chance.sample(workers, 2)
    busy = [index for index, queue in model.ready_queues() if len(queue) >= 2]
    moment = chance.choice(busy)
    switch = chance.choice([switch for switch in model.switches if switch.old in (one.pid, other.pid)])
    time = chance.choice(turns(other)[1:-1])
    nth = chance.randint(2, len(turns(one)) - 1)
    command, stop = f"relay {chance.randint(1, 99999)}", chance.randint(*STOPS)
    return Paper(file, model, {f"q{number}": question for number, question in enumerate([
        Question("parent", (one.pid,), f"Which process has forked process {one.pid}? (its pid)"),
        Question("end", (other.pid,), f"In which tick does process {other.pid} end?"),
        Question("turns", (one.pid,), f"How often does process {one.pid} get the CPU?"),
        Question("running", (time,), f"Which process has the CPU just after record {time}? (its pid)"),
        Question("ready", (moment,), f"Who is in the ready queue just after record {moment}? (a list of pids, the head "
                                     "first)"),
        Question("reason", (switch.index,), f"Why does the process that runs before record {switch.index} lose the CPU "
                                            "there? (a word or two in quotes, as the trace says it)"),
        Question("turn", (one.pid, nth), f"In which record does process {one.pid} become RUNNING for turn "
                                        f"number {nth}?"),
        Question("leaves", (stop,), f"gdb stops in context_switch for the {stop}th time. Which process loses the CPU? "
                                    "(its pid)"),
        Question("comes", (stop,), "Which process gets the CPU there? (its pid)"),
        Question("switches", (stop,), "How often has that one got the CPU by then, this time included? (its PCB knows)"),
        Question("function", (stop,), "What does the process that loses the CPU do there? (the first function in the "
                                      "backtrace that is in kernel/proc, or in kernel/sync and not in wait_queue.c; in "
                                      "quotes. What later labs write counts too, though gdb names no file of it)"),
    ], 1)}, command, "quantum=50")


def main() -> int:
    identity = " ".join(sys.argv[1:]).strip()
    if not identity:
        print("questions: whose? make questions ID=...", file=sys.stderr)
        return 1
    paper = draw(identity)
    print(f"Questions for {identity}, about {paper.file.relative_to(ROOT)}\n")
    for name, question in paper.questions.items():
        if question.kind == "leaves":
            print(f"\nAnd about: make gdb RUN='{paper.command}' APPEND={paper.words}\n")
        print(f"{name}. {question.text}")
    print(f"\nWrite the answers into answers.toml. To look: tools/trace {paper.file.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
