"""Runs that are in no student's tree: anything in any order, at random."""
from __future__ import annotations

from typing import List

from tools.grader.machine import Spec
from tools.grader.draw import Draw

WAITERS_MAX = 8
LETTERS = "WWWVVVVTTOYYKSCP"


def runs(draw: Draw) -> List[Spec]:
    episodes = " ".join(storm(draw) for _ in range(4))
    return [Spec("storm", f"/lab/script {episodes}", f"quantum={draw.between(1, 9)}", ("S44",), hidden=True)]


def storm(draw: Draw) -> str:
    """Letters at random, as far as they have a sense: P only with a unit, a signal only to somebody who waits."""
    units = draw.below(3)
    letters, waiting, count = f"{units}:", [], 0
    for _ in range(draw.between(25, 35)):
        letter = draw.choice(LETTERS)
        if letter == "W" and count < WAITERS_MAX:
            if units > 0:
                units -= 1
            else:
                waiting.append(count)
            count += 1
        elif letter == "V":
            if waiting:
                waiting.pop(0)
            else:
                units += 1
        elif letter == "P" and units > 0 or letter == "T":
            units -= units > 0
        elif letter in "KSC" and waiting:
            number = draw.choice(waiting)
            letter += str(number)
            if letter[0] == "K":
                waiting.remove(number)
        elif letter not in "OY":
            continue
        letters += letter
    return letters + draw.choice(["D", "VVVY", "TTVYV"])
