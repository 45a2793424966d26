"""What is run: the workload, with what is drawn for this grading. workloads/usage.c says what the letters mean."""
from __future__ import annotations

from typing import List

from tools.grader.draw import Draw
from tools.grader.machine import Spec

PLACES = 16
RATES = (125, 200, 250, 500, 1000)  # a tick is a whole number of microseconds, and not that of 100 Hz
NOBODY = (2, 3, 5, 77, 1000, 2147483647, -2, -3, -77, -2147483648)
EDGES = (4, 8, 12, 16, 36, 60, 68)


def runs(draw: Draw) -> List[Spec]:
    def usage(name: str, episodes: List[str], *shows: str, hz: int = 100, share: float = 1) -> Spec:
        words = f"hz={hz} quantum={draw.between(1, 6)}"
        return Spec(name, "/lab/usage " + " ".join(episodes), words, shows, share=share)

    return [
        usage("own", [own(draw) for _ in range(2)], "U1", "U2", "U3", "U5"),
        usage("rate", [rate(draw)], "U1", "U4", hz=draw.choice(RATES), share=3),
        usage("many ticks", [f"u{draw.between(450, 480)}S"], "U2", hz=10000, share=9),  # 2^32 microseconds are 4295
        usage("nobody", [nobody(draw)], "U6"),
        usage("shared", ["u3" + "".join(draw.shuffled(["S", "f"])) + "fS"], "I109"),
        usage("children", [children(draw), not_waited_for(draw)], "U7", "U8", "U9"),
        usage("bad places", [bad_places(draw, "p"), bad_places(draw, "P")], "I108"),
    ]


def own(draw: Draw) -> str:
    """User time and kernel time that differ much, with questions in between; the structure somewhere."""
    user, kernel = draw.shuffled([draw.between(60, 75), draw.between(30, 40)])
    parts = [f"u{user}", f"k{kernel}", f"u{user // 2}k{kernel // 3}"]
    return "S" + "".join(f"{part}b{draw.choice(EDGES)}S" for part in draw.shuffled(parts))


def rate(draw: Draw) -> str:
    """More than a second, in parts."""
    steps = [draw.between(220, 300) for _ in range(5)]
    return f"k{draw.between(20, 40)}S" + "".join(f"u{each}S" for each in steps)


def nobody(draw: Draw) -> str:
    asked = draw.shuffled(NOBODY)
    return "".join(f"a{whose}" for whose in asked[:6]) + "".join(f"n{whose}" for whose in asked[6:]) + "u20T"


def bad_places(draw: Draw, letter: str) -> str:
    return "".join(f"{letter}{place}" for place in draw.shuffled(range(PLACES))) + "S"


def children(draw: Draw) -> str:
    """Waited for, with and without children of their own; after each, both questions."""
    steps = [draw.between(12, 24) for _ in range(3)]
    own_time = f"u{draw.between(45, 55)}k{draw.between(20, 26)}"
    return f"R{own_time}Sc{steps[0]}RSg{steps[1]}RSu{draw.between(25, 35)}c{steps[2]}SR"


def not_waited_for(draw: Draw) -> str:
    alive, dead = f"l{draw.between(15, 25)}", f"z{draw.between(15, 25)}"
    return f"c{draw.between(10, 20)}" + "".join(each + "RS" for each in draw.shuffled([alive, dead])) + "wRS"
