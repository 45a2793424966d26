"""What is run: the workloads, with what is drawn for this grading. workloads/turns.c says what the letters mean."""
from __future__ import annotations

from typing import List

from tools.grader.draw import Draw
from tools.grader.machine import Spec


def run(name: str, quantum: int, parts: List[str], *shows: str, hidden: bool = False, share: float = 1) -> Spec:
    """The timer is fast, so that many slices cost little."""
    return Spec(name, "/lab/turns " + " ".join(parts), f"hz=1000 quantum={quantum}", (*shows, "S44"), hidden, share)


def runs(draw: Draw) -> List[Spec]:
    return [
        run("first", draw.between(2, 4), ["c", "cYc"], "S33", "S42"),
        run("spinners", draw.between(2, 3), [f"C*{draw.between(20, 24)}" for _ in range(draw.between(3, 4))],
            "S33", "S34", "S35", "S43"),
        run("long", draw.between(6, 9), [f"C*{draw.between(18, 22)}" for _ in range(2)], "S34", "S35", "S43"),
        run("yielders", draw.between(3, 5), yielders(draw), "S33", "S36"),
        run("sleepers", draw.between(3, 5), sleepers(draw), "S33", "S35", "S42"),
        run("stopped", draw.between(2, 4), stopped(draw), "S41"),
        run("very long", draw.between(257, 300), ["C*200", "C*200"], "S34", "S35", share=4),
    ]


def yielders(draw: Draw) -> List[str]:
    parts = [f"Y*{draw.between(12, 20)}", f"cY*{draw.between(8, 12)}", f"{draw.choice(['ccY', 'Yc', 'YYC'])}*6", "C*4"]
    return draw.shuffled(parts)


def sleepers(draw: Draw) -> List[str]:
    """One leaves its slice before it has ended, again and again; next time it has a whole one."""
    parts = ["cS*8", "ccScC*6", f"C*{draw.between(10, 14)}", f"S{'c' * draw.between(1, 4)}*6", "FcF"]
    return draw.shuffled(parts)


def stopped(draw: Draw) -> List[str]:
    """Each place of the ready queue is left by somebody who is stopped."""
    count = draw.between(4, 5)
    own = "".join(f"S{letter}{number}" for number in draw.shuffled(range(count)) for letter in "ZR")
    several = draw.shuffled(range(count))[:3]
    own += "S" + "".join(f"Z{number}" for number in several) + "S" + "".join(f"R{number}" for number in several)
    return [*[f"C*{draw.between(14, 20)}" for _ in range(count)], "+" + own]
