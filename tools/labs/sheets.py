"""Sheets of answers for a lab of questions, right and wrong, that its grader is proven with.

    for sheet in sheets.draw(lab, kit, folder, is_full): ...
"""
from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Tuple

from tools.grader import answers, build
from tools.grader.lab import Lab, load_module

IDS = ("20260123", "20260124", "Li 2026 abc", "2026 0123 4567")


class Sheet(NamedTuple):
    name: str
    file: str  # that is handed in
    text: str
    points: float  # that it gets
    breaks: Tuple[str, ...] = ()  # the questions that are answered wrong; none: the points say it

    def write(self, folder: Path) -> None:
        (folder / self.file).write_text(self.text, "utf-8")


def draw(lab: Lab, kit: build.Kit, work: Path, is_full: bool) -> Iterator[Sheet]:
    """Right ones for several ids; with each answer wrong in one way, or in all in which it may be; somebody else's."""
    file = lab.files[0]
    questions, key = (load_module(lab.folder / name) for name in ("questions.py", "hidden/answers.py"))
    right: Dict[str, Dict[str, Any]] = {}
    for identity in IDS:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        drawn = questions.draw(identity)
        right[identity] = key.right(drawn, answers.run(lab, kit, drawn, work))
        yield Sheet(f"right, {identity}", file, text(identity, right[identity]), lab.points)
    mine, theirs = IDS[:2]
    for name, value in right[mine].items():
        for how, other in mistakes(value) if is_full else mistakes(value)[:1]:
            yield Sheet(f"{name} {how}", file, text(mine, {**right[mine], name: other}), 0, (name,))
    same = sum(lab.properties[name].points for name, value in right[theirs].items() if right[mine][name] == value)
    yield Sheet("a neighbour's", file, text(mine, right[theirs]), same)


def text(identity: str, given: Dict[str, Any]) -> str:
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in {"id": identity, **given}.items())


def mistakes(value: Any) -> List[Tuple[str, Any]]:
    """What somebody may have written in place of the right answer."""
    none = ("left out", "")
    if isinstance(value, int):
        return [("one more", value + 1), ("one less", value - 1), none]
    if isinstance(value, list):
        return [("the other way round", value[::-1]), ("one forgotten", value[:-1]), none]
    return [("another word", "yielded" if value != "yielded" else "blocked"), none]
