"""Runs that are in no student's tree: everything at once, at random."""
from __future__ import annotations

from typing import List

from tools.grader.machine import Spec
from tools.grader.draw import Draw


def runs(draw: Draw) -> List[Spec]:
    parts = ["".join(draw.choice("ccccCYYSF") for _ in range(draw.between(5, 8))) + f"*{draw.between(2, 4)}"
             for _ in range(draw.between(5, 7))]
    own = "+" + "".join(f"{draw.choice('ZR')}{draw.below(len(parts))}{draw.choice('SYc')}" for _ in range(12))
    own += "".join(f"R{number}" for number in range(len(parts)))
    command = "/lab/turns " + " ".join([*parts, own])
    return [Spec("storm", command, f"hz=1000 quantum={draw.between(1, 4)}", ("S44",), hidden=True)]
