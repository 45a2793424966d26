"""What is run: the workload, with what is drawn for this grading. workloads/family.c says what the letters mean."""
from __future__ import annotations

from typing import List

from tools.grader.draw import Draw
from tools.grader.machine import Spec

PROGRAM = "/lab/family"


def runs(draw: Draw) -> List[Spec]:
    """The program is init itself: nothing else has to work, neither a shell nor what it needs. Only the last run audits
    the lists: a mistake there ends the run at once, and nothing else can be seen in it."""
    def family(name: str, episodes: List[str], shows: str, words: str = "audit=off") -> Spec:
        return Spec(name, " ".join([PROGRAM, *episodes]), f"init={PROGRAM} quantum={draw.between(1, 6)} {words}",
                    tuple(shows.split()))

    return [
        family("born", born(draw), "L1 L2 L3 L6 F1"),
        family("dead", dead(draw), "L10 L17"),
        family("awaited", awaited(draw), "L9 L11 L12 L13 L21 W3"),
        family("chosen", chosen(draw), "L14 L15 L22"),
        family("left", left(draw), "R111"),
        family("orphans", orphans(draw), "L18 L19 L20"),
        family("pids", pids(draw), "L5 L7 L8", f"audit=off pids={draw.between(9, 14)}"),
        family("refused", refused(), "R113"),
        family("killed", killed(draw), "K27"),
        family("counted", stopped(draw) + ticks(draw), "W1 W2"),
        family("crowd", crowd(draw), "L21 S44", f"hz=1000 quantum={draw.between(1, 2)}"),
    ]


def status(draw: Draw) -> str:
    return f"X{draw.between(1, 255)}"


def born(draw: Draw) -> List[str]:
    """Only fork: nobody ends. Process 1 plays, and its end is the end of the machine."""
    return ["1:F[P]Y", "1:R[P]Y", f"1:F[AMYMP]M{'F[AMYAMP]' * draw.between(1, 3)}MY3M", "1:OF[oP]Y3q",
            "1:F[AF[AF[AMP]MP]AMP]Y2"]


def dead(draw: Draw) -> List[str]:
    """Fork and exit: nobody waits."""
    return [f"1:F[{status(draw)}]Y", f"1:F[Y{draw.between(1, 3)}X]F[F[Y]{status(draw)}]F[D]Y3",
            f"1:f0F[T{draw.between(20, 60)}Y3]Yf1Y4f2"]


def awaited(draw: Draw) -> List[str]:
    one, two, three = (status(draw) for _ in range(3))
    return ["0:Wa", f"0:F[Y{draw.between(1, 3)}{one}]Wa", f"0:F[{two}]Y2WaWa", f"0:F[B2{three}]Wa",
            "0:F[D]WaF[P]K1WaWa",
            f"0:F[{one}]F[{two}]F[{three}]Y2WaWaWaWa", f"0:F[Y4{two}]F[{three}]Y2WaWaWa", "0:F[X]WaxWa",
            f"0:{''.join(f'F[Y{delay}X{delay}]' for delay in draw.shuffled('1357'))}WaWaWaWaWa"]


def chosen(draw: Draw) -> List[str]:
    delays = draw.shuffled("246")
    three = "".join(f"F[Y{delay}X{delay}]" for delay in delays)
    order = "".join(f"W{number}" for number in draw.shuffled("012"))
    return [f"0:{three}{order}W{draw.below(3)}Wa", f"0:F[X1]F[X2]F[X3]Y2{order}Wa",
            "0:F[Y2X5]WanWaWan", "0:F[Y2X6]F[Y5X7]W0nY3W1nW0nW0nWaWan",
            "0:F[Y4]WsWpF[WoWsY2]W1nW1W0W1",
            f"0:F[LY3X1]F[JY2X2]F[Y{draw.between(1, 4)}X3]YWgWgnWG0nWG0WG0WG0Wa",
            f"0:F[LX{draw.between(1, 99)}]F[Y2X4]F[LX5]Y1WgnWG2WgWG0Wa"]


def left(draw: Draw) -> List[str]:
    """What is left of children that have been waited for: nothing. A page holds some tens of small objects, so many are
    needed for one that is lost to be seen."""
    child = f"F[T{draw.between(3, 9)}H12F[P]K0W0]Wa"
    programs = "F[E[H12N12F[X]Wa]]Wa"
    return [f"0:{child}f0r{draw.between(2, 3)}[{child}]f3", f"0:{child}f0r14[{child}]f3",
            f"0:{programs}f0r8[{programs}]f3"]


def orphans(draw: Draw) -> List[str]:
    """Process 1 plays: it is who gets the orphans."""
    one, two = status(draw), status(draw)
    return [f"1:F[F[AY3A{one}]Y1{two}]WaWaWa",
            f"1:F[F[{one}]Y2{two}]WaWaWa",
            f"1:F[F[F[{one}]Y2{two}]Y8WaWa]WaWaWa",
            f"1:F[F[F[Y{draw.between(2, 4)}{one}]X1]Y8Wa]WaWaWa",
            f"1:F[F[F[Y4A{one}]YX1]Y8Wa]WaWaWa",
            f"1:F[F[Y4A]F[Y2AX1]F[X2]F[AY5AX3]Y{draw.between(1, 3)}]WaWaWaWaWaWa"]


def pids(draw: Draw) -> List[str]:
    return ["0:F[LX9]Yr16[F[X]Wg]W0", "0:UUU"]


def refused() -> List[str]:
    """The second: what a child shares with its parent is gone when the parent is, though forks of it have failed."""
    programs = "F[E[H12N12I]]Wa"
    return ["0:F[X]WaI", f"0:{programs}f0r8[{programs}]f3"]


def killed(draw: Draw) -> List[str]:
    """Somebody is killed who waits for any child, for one of two, for a group; and one who computes."""
    return ["0:F[F[P]Wa]Y2K0Wa", f"0:F[F[Y4]F[P]W{draw.below(2)}]Y2K0WaWa", "0:F[F[LP]WG0u]Y2K0W0", "0:F[B9]YK0Wa"]


def stopped(draw: Draw) -> List[str]:
    """The fourth waits for one child while another is stopped; the fifth is told of one that has waited itself."""
    return ["0:F[P]YS0YWanWauWaunK0Wau", "0:F[P]YS0YWanWaunWaunK0Wa", "0:F[ZX3]WauW0nC0Wau",
            "0:F[P]F[P]YS0YW1unWaunK0WaK1Wa", f"0:F[F[B{draw.between(2, 3)}]WaZX3]W0uC0Wau",
            f"0:F[Y2ZX4]F[Y9]W0uW0unC0{draw.choice(['WaWa', 'WgWg', 'W1W0'])}"]


def ticks(draw: Draw) -> List[str]:
    return [f"0:F[B{draw.between(2, 4)}X1]Wa", f"0:F[F[B{draw.between(2, 3)}]WaB1X1]Wa", "0:F[F[B2]Y4X1]WaF[X]Wa",
            f"0:F[F[b{draw.between(1, 2)}]WaX1]Wa"]


def crowd(draw: Draw) -> List[str]:
    """Many end at about the same time, with ticks as often as they come."""
    return [f"0:{'F[P]' * count}YV{count}{later}{'Wa' * (count + 1)}"
            for count, later in ((draw.between(8, 12), "Y2"), (draw.between(4, 9), ""))] + \
        [f"0:{''.join(f'F[B{draw.below(2)}X{draw.below(200)}]' for _ in range(draw.between(6, 9)))}{'Wa' * 10}"]
