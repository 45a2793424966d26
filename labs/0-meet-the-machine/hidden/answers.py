"""The answers of lab 0, computed from the model of the trace that the questions are about."""
from __future__ import annotations

from typing import Any, Callable, Dict

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


def right(paper: Any) -> Dict[str, Any]:
    """The right answer to each question of a paper."""
    return {name: ANSWERS[each.kind](paper.model, *each.about) for name, each in paper.questions.items()}


def is_right(expected: Any, given: Any) -> bool:
    """Is that what was asked for? A number may be in quotes; words may have other spaces and capitals."""
    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(each) for each in value]
        return " ".join(str(value).lower().split())

    return plain(expected) == plain(given)
