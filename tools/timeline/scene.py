"""What every picture of a run shows: lanes with spans of states, and what happened to whom when.

The chart on the terminal, the SVG, the table and the Perfetto file are drawn from a Scene, so they agree. A Scene is a
part of the run: from the fork of the first program to the end of the last. Boot, init and the shell are left out,
unless all is asked for or there is nothing else.
"""
from typing import Dict, List, NamedTuple, Optional, Tuple

from tools.timeline import sections
from tools.timeline.clock import Clock
from tools.trace import (BLOCKED, IDLE, NEW, READY, RUNNING, ZOMBIE, Kind, Model, Operation, Process, Reason, Record,
                         fault_name, latest, reason_words, signal_name, status_words)

FRAME = ("init", "sh")  # programs that are there for the others
MARGIN = 0.02  # of the length: so much is shown of the idle ticks after the last event of a run that did not end


class Span(NamedTuple):
    """A process is in one state. begin and end are in ticks."""

    begin: float
    end: float
    state: str  # a key of STATES
    wait: str  # what it waits for, if it is blocked: "P(fork 1)", "wait", "sleep", "read", "write"
    index: int  # the record it begins with


class Event(NamedTuple):
    time: float
    index: int
    kind: str  # a key of EVENTS, or "section": it enters or leaves one, which Inside tells
    words: str


class Inside(NamedTuple):
    """A process is in a section that it marks (sections.py)."""

    begin: float
    end: float
    label: str
    is_overlap: bool  # with more processes in it than may be


class Arrow(NamedTuple):
    time: float
    index: int
    kind: str  # "V" or "fork"
    source: "Lane"
    target: "Lane"


# The textbook's seven states, as they are called in legends.
STATES = {
    "new": "new", "ready": "ready", "running": "running", "blocked": "blocked",
    "ready-suspended": "ready, suspended", "blocked-suspended": "blocked, suspended", "zombie": "zombie",
}
# What can happen to a process; where there is room for one only, the first in this order is shown.
EVENTS = {
    "exit": "ends", "fault": "fault", "fork": "forks", "signal": "gets a signal", "wait": "has waited for a child",
    "preempted": "loses the CPU: its slice ended, or a better one came", "P": "has passed P", "V": "gives a unit: V",
    "yield": "yields", "exec": "executes a program", "mark": "marks",
}


def printable(text: str) -> str:
    """Programs choose names and labels: without what would steer a terminal or is not allowed in XML."""
    return "".join(character if character.isprintable() else "?" for character in text)


def last_event(model: Model) -> int:
    """The last record that is more than a tick of an idle CPU."""
    def is_idle_tick(record: Record) -> bool:
        return bool(record.kind == Kind.TICK and record.pid == IDLE)

    return next((index for index in range(len(model.trace) - 1, 0, -1)
                 if not is_idle_tick(model.trace.record(index))), 0)


class Lane:
    def __init__(self, process: Process) -> None:
        self.process = process
        self.pid = process.pid
        self.name = printable(process.name)
        self.spans: List[Span] = []
        self.events: List[Event] = []
        self.inside: List[Inside] = []

    @property
    def title(self) -> str:
        return f"{self.pid} {self.name}"


class Scene:
    def __init__(self, model: Model, title: str = "", everything: bool = False) -> None:
        self.model = model
        self.title = printable(title)
        self.clock = Clock(model.trace)
        shown = [process for process in model.processes if process.name not in FRAME]
        self.everything = everything or not shown
        if self.everything:
            shown = model.processes
        self.first, self.last = self._bounds(shown)
        self.begin = self.clock(self.first)
        self.end = max(self.clock(self.last), self.begin)
        if self.last < len(model.trace) - 1 and any(process.ended is None for process in shown):
            self.end += MARGIN * (self.end - self.begin)
        self.end = self.end if self.end > self.begin else self.begin + 1
        self.lanes = [Lane(process) for process in shown]
        self._lanes_of: Dict[int, List[Lane]] = {}
        for lane in self.lanes:
            self._lanes_of.setdefault(lane.pid, []).append(lane)
        self.sections = sections.read(model)
        self.semaphores = [one for one in model.semaphores if one.created <= self.last]
        for lane in self.lanes:
            lane.spans = self._spans(lane.process)
        self._collect_events()
        self._collect_sections()
        self.arrows = self._arrows()

    @property
    def length(self) -> float:
        return self.end - self.begin

    def _bounds(self, shown: List[Process]) -> Tuple[int, int]:
        """The first and the last record that are shown."""
        last = len(self.model.trace) - 1
        if self.everything:
            return shown[0].born if shown else 0, last
        if all(process.ended is not None for process in shown):
            return shown[0].born, max(process.reaped or last for process in shown)
        return shown[0].born, last_event(self.model)

    def lane(self, pid: int, index: int) -> Optional[Lane]:
        """Whose pid it was at that record, if it is shown."""
        for lane in reversed(self._lanes_of.get(pid, [])):
            process = lane.process
            if process.born <= index and (process.reaped is None or index <= process.reaped):
                return lane
        return None

    # --- States ---

    def _spans(self, process: Process) -> List[Span]:
        steps = sorted({change.index for change in process.states} | {one.index for one in process.suspensions})
        gone = self.end if process.reaped is None else min(self.end, self.clock(process.reaped))
        times = [self.clock(step) for step in steps] + [gone]
        spans: List[Span] = []
        for place, step in enumerate(steps):
            begin, end = max(times[place], self.begin), min(times[place + 1], self.end)
            if step > self.last or end < begin:
                continue
            state, wait = self._state(process, step)
            if spans and (spans[-1].state, spans[-1].wait) == (state, wait):
                spans[-1] = spans[-1]._replace(end=end)
            else:
                spans.append(Span(begin, end, state, wait, step))
        return spans

    def _state(self, process: Process, index: int) -> Tuple[str, str]:
        change, suspension = latest(process.states, index), latest(process.suspensions, index)
        assert change
        suspended = bool(suspension and suspension.suspended)
        names = {NEW: "new", READY: "ready", RUNNING: "running", BLOCKED: "blocked", ZOMBIE: "zombie"}
        state = names[change.state]
        if suspended and change.state in (READY, BLOCKED):
            state += "-suspended"
        if change.state != BLOCKED:
            return state, ""
        if change.reason != Reason.P:
            return state, reason_words(change.reason)
        return state, f"P({self.label(change.object, index)})"

    def label(self, identity: int, index: int) -> str:
        """What a semaphore is called that had this number at that record."""
        for semaphore in reversed(self.model.semaphores):
            if semaphore.id == identity and semaphore.created <= index:
                return printable(semaphore.label)
        return f"semaphore {identity}"

    # --- Events ---

    def _collect_events(self) -> None:
        def add(pid: int, index: int, kind: str, words: str) -> None:
            lane = self.lane(pid, index)
            if lane and self.first <= index <= self.last:
                lane.events.append(Event(self.clock(index), index, kind, words))

        model = self.model
        for process in model.processes:
            add(process.parents[0][1], process.born, "fork", f"forks {process.pid}")
            for index, name in process.names[1:]:
                add(process.pid, index, "exec", f"executes {printable(name)}")
            if process.ended is not None:
                add(process.pid, process.ended, "exit", f"ends: {status_words(process.status or 0)}")
            if process.reaped is not None:
                parent = latest(process.parents, process.reaped)
                add(parent[1] if parent else IDLE, process.reaped, "wait", f"has waited for {process.pid}")
        for switch in model.switches:
            if switch.reason in (Reason.SLICE_ENDED, Reason.PREEMPTED):
                add(switch.old, switch.index, "preempted", reason_words(switch.reason))
            elif switch.reason == Reason.YIELDED:
                add(switch.old, switch.index, "yield", "yields")
        for semaphore in model.semaphores:
            name = printable(semaphore.label)
            for event in semaphore.events:
                if event.result >= 0 and event.operation in (Operation.P, Operation.TRY, Operation.V):
                    kind = "V" if event.operation == Operation.V else "P"
                    add(event.pid, event.index, kind, f"{kind}({name}), value {event.value}")
        flags = {flag.index for flag in self.sections[2]}
        for mark in model.marks:
            kind = "mark" if mark.index in flags else "section"
            add(mark.pid, mark.index, kind, f"{printable(mark.label)} {mark.value}")
        for signal in model.signals:
            add(signal.pid, signal.index, "signal", signal_name(signal.number))
        for fault in model.faults:
            add(fault.pid, fault.index, "fault", fault_name(fault.vector))
        for lane in self.lanes:
            lane.events.sort()

    def _collect_sections(self) -> None:
        lanes = {id(lane.process): lane for lane in self.lanes}
        open_end = len(self.model.trace) - 1

        def add(place: int, begin: int, end: Optional[int], label: str, is_overlap: bool) -> None:
            lane = lanes.get(id(self.model.processes[place]))
            start, stop = max(begin, self.first), min(open_end if end is None else end, self.last)
            if lane and start <= stop:
                lane.inside.append(Inside(self.clock(start), self.clock(stop), printable(label), is_overlap))

        found, overlaps, _ = self.sections
        for section in found:
            add(section.process, section.begin, section.end, section.label, False)
        for overlap in overlaps:
            for place in overlap.processes:
                add(place, overlap.begin, overlap.end, overlap.label, True)

    def _arrows(self) -> List[Arrow]:
        """From fork to the child, and from V to whom it let through."""
        arrows: List[Arrow] = []

        def add(index: int, kind: str, source: int, target: Lane) -> None:
            lane = self.lane(source, index)
            if lane and self.first <= index <= self.last:
                arrows.append(Arrow(self.clock(index), index, kind, lane, target))

        for lane in self.lanes:
            process = lane.process
            add(process.born, "fork", process.parents[0][1], lane)
            for before, change in zip(process.states, process.states[1:]):
                if before.reason == Reason.P and change.reason == Reason.WOKEN and change.waker:
                    add(change.index, "V", change.waker, lane)
        return sorted(arrows, key=lambda arrow: arrow.index)
