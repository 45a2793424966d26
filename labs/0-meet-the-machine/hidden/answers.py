"""The answers of lab 0, computed from the models of the runs that the questions are about."""
from __future__ import annotations

from typing import Any, Callable, Dict, Optional

from tools import trace


def reason(model: trace.Model, index: int) -> str:
    return trace.reason_words(next(switch.reason for switch in model.switches if switch.index == index))


def turns(model: trace.Model, pid: int) -> list:
    return [index for index, state, *_ in model.process(pid).states if state == trace.State.RUNNING]


ANSWERS: Dict[str, Callable[..., Any]] = {
    "parent": lambda model, pid: model.process(pid).parents[0][1],
    "end": lambda model, pid: model.trace.record(model.process(pid).ended).ticks,
    "turns": lambda model, pid: len(turns(model, pid)),
    "running": lambda model, index: model.at(index).running,
    "ready": lambda model, index: list(model.at(index).ready),
    "reason": reason,
    "turn": lambda model, pid, nth: turns(model, pid)[nth - 1],
}


# Where a process gives the CPU up, by what the trace says of it there.
FUNCTIONS = {trace.Reason.P: "semaphore_P", trace.Reason.WAIT: "process_wait", trace.Reason.EXITED: "process_exit"}


def function(model: trace.Model, nth: int) -> str:
    switch = model.switches[nth - 1]
    last = [change for change in model.process(switch.old).states if change.index < switch.index][-1]
    return FUNCTIONS[last.reason]


def times_switched_to(model: trace.Model, nth: int) -> int:
    pid = model.switches[nth - 1].new
    return sum(switch.new == pid for switch in model.switches[:nth])


# About the run of relay: gdb stops in context_switch at each record of a switch.
STOPPED: Dict[str, Callable[..., Any]] = {
    "leaves": lambda model, nth: model.switches[nth - 1].old,
    "comes": lambda model, nth: model.switches[nth - 1].new,
    "switches": times_switched_to,
    "function": function,
}


def right(paper: Any, relay: Optional[trace.Model] = None) -> dict:
    """The right answers to a paper; without the run of relay, only those about the recorded trace."""
    answers = {}
    for name, each in paper.questions.items():
        if each.kind in ANSWERS:
            answers[name] = ANSWERS[each.kind](paper.model, *each.about)
        elif relay:
            answers[name] = STOPPED[each.kind](relay, *each.about)
    return answers


def is_right(expected: Any, given: Any) -> bool:
    """Is that what was asked for? A number may be in quotes; words may have other spaces and capitals."""
    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(each) for each in value]
        return " ".join(str(value).lower().split())

    return plain(expected) == plain(given)
