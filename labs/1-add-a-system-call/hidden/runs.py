"""Runs that are in no student's tree: anything in any order, at random."""
from __future__ import annotations

from typing import List

from tools.grader.draw import Draw
from tools.grader.machine import Spec

LETTERS = "uukkSSTRRcgzlwap"
PLACES = 16


def runs(draw: Draw) -> List[Spec]:
    episodes = " ".join(storm(draw) for _ in range(2))
    return [Spec("storm", f"/lab/usage {episodes}", f"quantum={draw.between(1, 9)}", ("U1",), hidden=True, share=2)]


def storm(draw: Draw) -> str:
    letters = "S"
    for _ in range(14):
        letter = draw.choice(LETTERS)
        letters += letter + {"a": f"{draw.between(2, 90)}", "p": f"{draw.below(PLACES)}", "S": "", "T": "",
                             "R": "", "w": ""}.get(letter, f"{draw.between(5, 25)}")
    return letters + "SwRS"
