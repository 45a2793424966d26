"""The table: how long each process ran and waited, as textbooks define it, and why it lost the CPU.

arrival       its fork
ran           time in state RUNNING: CPU time, system calls included
waiting       time in state READY, not suspended: it could have run, but others did
blocked       time in state BLOCKED: it waited for an event, not for the CPU
turnaround    from its arrival to its end; what is not one of the above is the moment of its making, and suspension
response      from its arrival to its first turn
share         what it ran, of the time that is shown
switches      how often the CPU went from it to another, by reason
"""
import textwrap
from collections import Counter
from typing import Dict, List, NamedTuple, Optional, Sequence, Tuple

from tools.timeline.scene import Lane, Scene
from tools.trace import IDLE, REASON_NAMES, Model, Switch

REASONS = ("SLICE_ENDED", "BLOCKED", "YIELDED", "PREEMPTED", "SUSPENDED", "EXITED")


class Figures(NamedTuple):
    """Of one process; times in ticks. None: it has not come to that."""

    pid: int
    name: str
    share: float
    ran: float
    waiting: float
    blocked: float
    turnaround: Optional[float]
    response: Optional[float]
    switches: Dict[str, int]  # by the reason's name


def figures(scene: Scene) -> List[Figures]:
    switches: Dict[int, List[Switch]] = {}
    for switch in scene.model.switches:
        switches.setdefault(switch.old, []).append(switch)
    return [_figures(scene, lane, switches.get(lane.pid, [])) for lane in scene.lanes]


def _figures(scene: Scene, lane: Lane, switches: Sequence[Switch]) -> Figures:
    process = lane.process
    spent: Dict[str, float] = {}
    for span in lane.spans:
        spent[span.state] = spent.get(span.state, 0.0) + span.end - span.begin
    arrival = scene.clock(process.born)
    ended = None if process.ended is None or process.ended > scene.last else scene.clock(process.states[-1].index)
    first = next((span.begin for span in lane.spans if span.state == "running"), None)
    left = Counter(switch.reason for switch in switches
                   if process.born <= switch.index <= (process.reaped or scene.last))
    return Figures(process.pid, process.name, spent.get("running", 0.0) / scene.length, spent.get("running", 0.0),
                   spent.get("ready", 0.0), spent.get("blocked", 0.0) + spent.get("blocked-suspended", 0.0),
                   None if ended is None else ended - arrival, None if first is None else first - arrival,
                   {REASON_NAMES[reason]: count for reason, count in left.items()})


def idle_share(scene: Scene) -> float:
    """How much of the time shown the CPU had nobody to run."""
    idle, since = 0.0, scene.begin if _current(scene.model, scene.first) == IDLE else None
    for switch in scene.model.switches:
        if not scene.first <= switch.index <= scene.last:
            continue
        if switch.old == IDLE and since is not None:
            idle += scene.clock(switch.index) - since
        since = scene.clock(switch.index) if switch.new == IDLE else None
    return (idle + (scene.end - since if since is not None else 0.0)) / scene.length


def _current(model: Model, index: int) -> int:
    before = [switch.new for switch in model.switches if switch.index <= index]
    return before[-1] if before else IDLE


# --- In words ------------------------------------------------------------------------------------------------------

Column = Tuple[str, List[str]]


def lines(scene: Scene, width: int = 80) -> List[str]:
    """The table, in as many parts as the width asks for, and what it is about."""
    rows = figures(scene)
    names: List[Column] = [("pid", [str(row.pid) for row in rows]), ("name", [row.name for row in rows])]

    def time(values: Sequence[Optional[float]]) -> List[str]:
        return ["-" if value is None else three_digits(scene.clock.milliseconds(value)) for value in values]

    columns: List[Column] = [
        ("CPU %", [f"{100 * row.share:.1f}" for row in rows]), ("ran", time([row.ran for row in rows])),
        ("waiting", time([row.waiting for row in rows])), ("blocked", time([row.blocked for row in rows])),
        ("turnaround", time([row.turnaround for row in rows])), ("response", time([row.response for row in rows])),
    ]
    seen = [reason for reason in REASONS if any(reason in row.switches for row in rows)]
    switches = [(reason.lower().replace("_", " "), [str(row.switches.get(reason, 0)) for row in rows])
                for reason in seen]
    idle, all_ran = idle_share(scene), sum(row.share for row in rows)
    others = max(1 - idle - all_ran, 0.0)
    unit = scene.clock.milliseconds(1)
    shown = three_digits(scene.clock.milliseconds(scene.length))
    note = (f"Times in ms; a tick is {unit:g} ms, and {shown} ms are shown. The CPU was idle for {100 * idle:.1f} % of "
            f"them, and ran others, such as init, for {100 * others:.1f} %. waiting: ready, but others ran. "
            "turnaround: from fork to exit. response: from fork to the first turn.")
    text = [*_flow(names, columns, width), "", *textwrap.wrap(note, width)]
    if switches:
        text += ["", *textwrap.wrap("switches away from it, by reason", width), *_flow(names, switches, width)]
    return text


def three_digits(value: float) -> str:
    """12345, 123, 12.3, 1.23, 0.12"""
    return f"{value:.{2 if value < 9.995 else 1 if value < 99.95 else 0}f}"


def _flow(names: Sequence[Column], columns: Sequence[Column], width: int) -> List[str]:
    """As many columns beside the names as fit, then the rest below."""
    lines: List[str] = []
    pid, name = [max(len(text) for text in (head, *cells)) for head, cells in names]
    name = min(name, max(width // 3 - pid, 4))
    rest = list(columns)
    while rest:
        shown = [rest.pop(0)]
        while rest and pid + 1 + name + sum(map(_width, [*shown, rest[0]])) <= width:
            shown.append(rest.pop(0))
        lines += [""] if lines else []
        for row in range(-1, len(names[0][1])):
            cells = [head if row < 0 else values[row] for head, values in [*names, *shown]]
            line = f"{cells[0]:>{pid}} {cells[1][:name]:<{name}}"
            lines.append((line + "".join(cell.rjust(_width(column)) for cell, column in zip(cells[2:], shown)))[:width])
    return lines


def _width(column: Column) -> int:
    return 2 + max(len(text) for text in (column[0], *column[1]))
