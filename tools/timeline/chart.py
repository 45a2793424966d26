"""The chart for the terminal: a lane a process, time from left to right, in plain characters.

Each lane is a row of states and, where something happened, a row of events below it. A column stands for a piece of
time. Of the states in it the one that lasted longest is shown, with one exception: a process that ran at all during it
is shown as running, `#` if it ran for at least half of it and `+` if it ran for less, because most turns are short. Of
the events in it the first is shown in the order of the legend. With scale="events" a column stands for an equal number
of the records that the chart is about, however long they took: then the turns are seen that share one tick.
"""
import math
import textwrap
from bisect import bisect_right
from itertools import groupby
from typing import Dict, List, Sequence, Set, Tuple

from tools.timeline import palette
from tools.timeline.scene import EVENTS, STATES, Lane, Scene, Span, printable

SCALES = ("time", "events")  # what a column is
GUTTER = 18  # the names' width, or a third of the chart's, if that is less
RUNNING, RAN = "#", "+"
STATE_SIGNS = {"running": RUNNING, "ready": "=", "ready-suspended": "s", "blocked-suspended": "S", "zombie": "z",
               "new": "n"}
WAIT_SIGNS = {"wait": "w", "sleep": ".", "read": "i", "write": "o"}
SEMAPHORE_SIGNS = "123456789abcdghjlpqrtuvxABCDEGHIJKLMNOQRTUYZ"  # none that means something else
MANY = "?"  # a semaphore too many
INSIDE, OVERLAP = "_", "*"  # below a process that is in a section that it marks; with more in it than may be
SECTION_WORDS = {INSIDE: "in a section that it marks", OVERLAP: "too many are in its section"}
EVENT_SIGNS = {"exit": "X", "fault": "f", "fork": "F", "signal": "k", "wait": "W", "preempted": "!", "P": "P",
               "V": "V", "yield": "y", "exec": "e", "mark": "m"}
Columns = List[float]  # where each column begins, and the end of the last


class Style:
    """How signs look: plain, or on their state's colour. Sleep and wait, of which there is most, are only coloured."""

    def __init__(self, coloured: bool = False) -> None:
        self.coloured = coloured

    def state(self, signs: str, colour: str) -> str:
        if not self.coloured or colour not in palette.TERMINAL:
            return signs
        number = palette.TERMINAL[colour]
        return f"\033[{f'38;5;{number}' if colour == 'blocked' else f'38;5;16;48;5;{number}'}m{signs}\033[0m"

    def heading(self, text: str) -> str:
        return f"\033[1m{text}\033[0m" if self.coloured else text


class Chart:
    def __init__(self, scene: Scene, width: int = 80, style: Style = Style(), scale: str = "time") -> None:
        self.scene = scene
        self.style = style
        self.scale = scale
        longest = max([len("tick"), *(len(lane.title) for lane in scene.lanes)])
        self.gutter = min(longest, GUTTER, width // 3) + 1
        self.line = max(width, self.gutter + 1)
        self.width = self.line - self.gutter  # in columns
        self.columns = self._by_events() if scale == "events" else self._by_time()
        self.digits = max(0, math.ceil(math.log10(2 / scene.length)))  # of the axis: two numbers at least
        self.semaphore_signs = _semaphore_signs(scene)
        self.meanings: Dict[str, str] = {RAN: "ran for less than half of the column"}
        self.used: Dict[str, str] = {}  # the signs that are in the chart, with their colours
        self.used_events: Set[str] = set()
        self.crowded = False  # different events share a column

    def lines(self) -> List[str]:
        """What it is about, the chart, its legend."""
        rows: List[str] = []
        for lane in self.scene.lanes:
            states = groupby(self._states(lane), key=lambda one: one[1])
            rows.append(self._gutter(lane.title) + "".join(
                self.style.state("".join(sign for sign, _ in group), colour) for colour, group in states).rstrip())
            events = "".join(self._events(lane)).rstrip()
            if events:
                rows.append(" " * self.gutter + events)
        return [*self._title(), *self._axis(), *rows, "", *self._legend()]

    # --- Columns ---

    def _by_time(self) -> Columns:
        step = self.scene.length / self.width
        return [self.scene.begin + step * place for place in range(self.width + 1)]

    def _by_events(self) -> Columns:
        moments = {span.begin for lane in self.scene.lanes for span in lane.spans}
        times = sorted(moments | {event.time for lane in self.scene.lanes for event in lane.events})
        self.width = min(self.width, len(times))
        return [times[len(times) * place // self.width] for place in range(self.width)] + [self.scene.end]

    def _column(self, time: float) -> int:
        return min(max(bisect_right(self.columns, time) - 1, 0), self.width - 1)

    # --- Rows ---

    def _states(self, lane: Lane) -> List[Tuple[str, str]]:
        """A sign and a colour for each column."""
        shares: List[Dict[Tuple[str, str], float]] = [{} for _ in range(self.width)]
        for span in lane.spans:
            sign = self._sign(span)
            for column in range(self._column(span.begin), self._column(span.end) + 1):
                begin, end = max(span.begin, self.columns[column]), min(span.end, self.columns[column + 1])
                if end > begin or span.end == span.begin:
                    shares[column][sign] = shares[column].get(sign, 0.0) + max(end - begin, 0.0)
        signs: List[Tuple[str, str]] = []
        running = (RUNNING, "running")
        for column, share in enumerate(shares):
            sign = max(share, key=lambda one: share[one]) if share else (" ", "")
            if running in share:
                half = (self.columns[column + 1] - self.columns[column]) / 2
                sign = running if share[running] >= half else (RAN, "running")
            signs.append(sign)
        self.used.update(signs)
        return signs

    def _sign(self, span: Span) -> Tuple[str, str]:
        sign, meaning = STATE_SIGNS.get(span.state, ""), STATES[span.state]
        if span.state == "blocked":
            sign = WAIT_SIGNS.get(span.wait) or self.semaphore_signs.get(span.wait, MANY)
            meaning = f"blocked in {span.wait if sign != MANY else 'P of another semaphore'}"
        self.meanings[sign] = meaning
        return sign, palette.key(span.state, span.wait)

    def _events(self, lane: Lane) -> List[str]:
        row = [" "] * self.width
        empty = " " + INSIDE + OVERLAP
        order = {sign: place for place, sign in enumerate([*EVENT_SIGNS.values(), OVERLAP, INSIDE, " "])}
        for one in lane.inside:
            for column in range(self._column(one.begin), self._column(one.end) + 1):
                row[column] = min(row[column], OVERLAP if one.is_overlap else INSIDE, key=lambda sign: order[sign])
        for event in lane.events:
            if event.kind == "section":
                continue
            column, sign = self._column(event.time), EVENT_SIGNS[event.kind]
            self.crowded = self.crowded or row[column] not in (*empty, sign)
            row[column] = min(row[column], sign, key=lambda one: order[one])
        self.used_events.update(row)
        return row

    # --- Around them ---

    def _gutter(self, text: str) -> str:
        return text[:self.gutter - 1].ljust(self.gutter)

    def _title(self) -> List[str]:
        scene = self.scene
        digits = max(self.digits, 1)
        text = f"ticks {scene.begin:.{digits}f} to {scene.end:.{digits}f}"
        if self.scale == "events":
            text += "; a column is an equal number of events"
        else:
            text += f"; a column is {scene.clock.milliseconds(scene.length / self.width):.3g} ms"
        text = f"{scene.title}: {text}" if scene.title else text
        return [self.style.heading(line) for line in textwrap.wrap(text, self.line)]

    def _axis(self) -> List[str]:
        """Two rows: the ticks' numbers, or those of parts of a tick, each above the place where that is."""
        numbers, marks = [" "] * self.width, ["-"] * self.width
        free = 0
        for column in range(self.width):
            begin, end = (time * 10**self.digits for time in self.columns[column:column + 2])
            number = f"{math.ceil(begin) / 10**self.digits:.{self.digits}f}"
            if column < free or math.ceil(begin) >= end or column + len(number) > self.width:
                continue
            numbers[column:column + len(number)] = number
            marks[column] = "|"
            free = column + max(len(number) + 2, 8)
        return [self._gutter("tick") + "".join(numbers).rstrip(), " " * self.gutter + "".join(marks)]

    def _legend(self) -> List[str]:
        order = [RUNNING, RAN, *STATE_SIGNS.values(), *WAIT_SIGNS.values(), *SEMAPHORE_SIGNS, MANY]
        states = [(self.style.state(sign, self.used[sign]), f"{sign} {self.meanings[sign]}")
                  for sign in dict.fromkeys(order) if sign in self.used]
        words = {**{sign: EVENTS[kind] for kind, sign in EVENT_SIGNS.items()}, **SECTION_WORDS}
        events = [(sign, f"{sign} {text}") for sign, text in words.items() if sign in self.used_events]
        note = "Of several events in one column the first in this list is shown."
        return _flow(states, self.line) + _flow(events, self.line) + (
            textwrap.wrap(note, self.line) if self.crowded else [])


def _semaphore_signs(scene: Scene) -> Dict[str, str]:
    """A sign for each semaphore, in the order in which they were made: so fork 2 is 2 if it is the second."""
    waits = [f"P({printable(semaphore.label)})" for semaphore in scene.semaphores]
    waited = {span.wait for lane in scene.lanes for span in lane.spans}
    return dict(zip([wait for wait in dict.fromkeys(waits) if wait in waited], SEMAPHORE_SIGNS))


def _flow(entries: Sequence[Tuple[str, str]], width: int) -> List[str]:
    """Entries side by side, as many as fit in a line. Of each the first character is replaced by its coloured form."""
    lines: List[str] = []
    used = width + 1
    for shown, text in entries:
        first, *more = textwrap.wrap(text, width, subsequent_indent="  ")
        if used + 3 + len(first) > width:
            lines.append("")
            used = -3
        lines[-1] += ("   " if lines[-1] else "") + shown + first[1:]
        used += 3 + len(first)
        if more:
            lines += more
            used = width
    return lines
