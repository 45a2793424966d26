"""Runs that are in no student's tree: families at random."""
from __future__ import annotations

from typing import List

from tools.grader.draw import Draw
from tools.grader.machine import Spec

PROGRAM = "/lab/family"
GENERATIONS = 3


def runs(draw: Draw) -> List[Spec]:
    def storm(name: str, count: int, words: str) -> Spec:
        episodes = " ".join(f"0:{family(draw, GENERATIONS)}{'Wa' * 4}" for _ in range(count))
        return Spec(name, f"{PROGRAM} {episodes}", f"init={PROGRAM} audit=off {words}", (), hidden=True, share=2)

    return [storm("storm", 6, f"quantum={draw.between(1, 6)}"), storm("gale", 4, f"hz=1000 quantum={draw.between(1, 2)}")]


def family(draw: Draw, generations: int) -> str:
    """What a process does: it has children, waits for some, sends some signals, sleeps and computes. Whoever lives ends
    by itself, so a wait always comes to its end."""
    letters, count = "", 0
    for _ in range(draw.between(3, 9)):
        kind = draw.below(10)
        if kind < 4 and generations > 0 and count < 6:
            letters += f"F[{draw.choice(['', '', 'L', 'J'])}{family(draw, generations - 1)}X{draw.below(256)}]"
            count += 1
        elif kind < 7 and count > 0:
            which = draw.choice(["a", "a", "a", "g", f"G{draw.below(count)}", str(draw.below(count)), "s", "o"])
            letters += f"W{which}{draw.choice(['', '', 'n', 'u', 'nu'])}"
        elif kind == 7 and count > 0:
            letters += f"K{draw.below(count)}"
        elif kind == 8:
            letters += draw.choice(["A", "B1", "M"])
        else:
            letters += f"Y{draw.between(1, 3)}"
    return letters
