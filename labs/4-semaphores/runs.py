"""What is run: the workloads, with what is drawn for this grading. workloads/script.c says what the letters mean."""
from __future__ import annotations

from typing import List

from tools.grader.draw import Draw
from tools.grader.machine import Spec

LARGEST = 0x7FFFFFFF


def runs(draw: Draw) -> List[Spec]:
    def script(name: str, episodes: List[str], *shows: str) -> Spec:
        return Spec(name, "/lab/script " + " ".join(episodes), f"quantum={draw.between(1, 6)}", (*shows, "S44"))

    return [
        script("alone", [alone(draw) for _ in range(4)], "P61", "P62", "P66", "P69"),
        script("one", one_waiter(draw), "P63", "P64", "P68"),
        script("order", [order(draw) for _ in range(3)] + overtakers(draw), "P65"),
        script("largest", [largest(draw)], "P72"),
        script("destroyed", destroyed(draw), "P73"),
        script("killed", killed(draw), "K26", "K29"),
        interrupts(draw),
        crowd(draw, "crowd", draw.between(3, 5), 1),
        crowd(draw, "rooms", draw.between(6, 8), draw.between(2, 3)),
    ]


def alone(draw: Draw) -> str:
    """Nobody waits: P only while there are units, V, try_P with and without units."""
    units = draw.between(0, 3)
    value, letters = units, ""
    for letter in draw.shuffled("VVVVPPPPTTT"):
        if letter == "P" and units == 0:
            letter = "T"
        letters += letter
        units += {"V": 1, "P": -1, "T": -1 if units else 0}[letter]
    letters += "T" * (units + 1) + "VPVT"
    return f"{value}:{letters}"


def one_waiter(draw: Draw) -> List[str]:
    """One waits, is given the unit, and what is left is right."""
    use_up = draw.between(0, 3)
    return ["0:WVY", "0:TW" + "".join(draw.shuffled("TOT")) + "VTYVVTP", f"{use_up}:{'P' * use_up}TWVY{'V' * use_up}TY"]


def order(draw: Draw) -> str:
    """Several wait; they are served first come, first served, whatever happens in between."""
    waiters = draw.between(3, 6)
    late = draw.between(0, 2)
    letters = "W" * waiters + "T"
    for _ in range(waiters - 1):
        letters += "V" + draw.choice(["", "", "T", "O", "Y"])
    return f"0:{letters}{'WT' * late}{'V' * late}VYVT{'V' * draw.between(1, 3)}"


def overtakers(draw: Draw) -> List[str]:
    """V has woken a waiter that has not run yet; somebody else comes to P. A is the V that ends that one's wait."""
    return ["0:AWVTP", "0:A" + "W" * draw.between(2, 4) + "VTVP" + "VVVT"]


def largest(draw: Draw) -> str:
    below = draw.between(0, 3)
    return f"{LARGEST - below}:{'V' * below}VVTVV{'PVV' * draw.between(1, 2)}"


def destroyed(draw: Draw) -> List[str]:
    return [f"0:{'W' * draw.between(3, 5)}D", f"0:{'W' * draw.between(2, 4)}VD", f"{draw.between(1, 3)}:PD"]


def killed(draw: Draw) -> List[str]:
    """A waiter is killed at each end of the queue and within, after it was woken, and all; others are stopped."""
    waiters = draw.between(3, 5)
    queue, serve = "W" * waiters, "V" * (waiters - 1)
    within = draw.between(1, waiters - 2)
    return [
        f"0:{queue}K0Y{serve}YVT",
        f"0:{queue}K{within}{serve}YVVT",
        f"0:{queue}K{waiters - 1}Y{'VY' * (waiters - 1)}VTT",
        f"0:{queue}VK0Y{serve}YVT",
        f"0:WW{draw.choice(['K0K1', 'K1K0'])}VTVVPT",
        f"0:{queue}S{within}TC{within}OYT{serve}VYVT",
    ]


def interrupts(draw: Draw) -> Spec:
    """An interrupt handler gives the units."""
    return Spec("interrupts", f"/lab/interrupts {draw.between(3, 5)} {draw.between(4, 6)}",
                f"hz=1000 quantum={draw.between(1, 3)}", ("P70", "S44"))


def crowd(draw: Draw, name: str, processes: int, units: int) -> Spec:
    rounds = draw.between(20, 25) * 4 // processes
    return Spec(name, f"/lab/crowd {processes} {units} {rounds} {draw.below(1 << 30)}",
                f"hz=1000 quantum={draw.between(1, 3)}", ("P66", "S44"))
