"""A run as Chrome's trace-event JSON, which Perfetto (ui.perfetto.dev) and chrome://tracing show.

To the format a run of Robin is one process, and each of Robin's processes is a thread of it: so they stand together,
beside another run. Thread 0 is the CPU, with who has it. Times are microseconds since the first thing shown, from the
time-stamp counter, because hundreds of records can share a tick (clock.py).

    M  names and the order of the threads          s, f  arrows: from V to whom it let through, from fork to the child
    X  a state, from its beginning, so long        C     counters: the length of the ready queue, semaphores' values
    i  something that happened at one moment

tests/tools/test_perfetto.py has the fields that each of these needs.
"""
import json
from typing import Any, Dict, Iterator, List, Sequence

from tools.timeline import palette
from tools.timeline.scene import STATES, Lane, Scene, printable
from tools.trace import IDLE

CPU_THREAD = 0
SECOND_USE = 1_000_000  # above all pids
COLOURS = {  # of those that the format reserves
    "running": "good", "ready": "yellow", "blocked": "grey", "P": "terrible", "ready-suspended": "bad",
    "blocked-suspended": "bad", "zombie": "black", "new": "white",
}
Event = Dict[str, Any]


def dump(scenes: Sequence[Scene]) -> str:
    """The file. Several runs are several processes, and all begin at 0."""
    events = [event for place, scene in enumerate(scenes) for event in Exporter(scene, place + 1).events()]
    return json.dumps({"traceEvents": events, "displayTimeUnit": "ms"}, separators=(",", ":")).replace("},{", "},\n{")


class Exporter:
    def __init__(self, scene: Scene, process: int) -> None:
        self.scene = scene
        self.process = process
        self.threads: Dict[int, Lane] = {}
        for place, lane in enumerate(scene.lanes):  # its pid, unless another had it before
            self.threads[lane.pid if lane.pid not in self.threads else SECOND_USE + place] = lane
        self.thread_of = {id(lane): thread for thread, lane in self.threads.items()}

    def events(self) -> Iterator[Event]:
        yield from self._names()
        yield from self._states()
        yield from self._cpu()
        yield from self._moments()
        yield from self._arrows()
        yield from self._counters()

    def _event(self, phase: str, name: str, thread: int, **fields: Any) -> Event:
        return {"ph": phase, "name": name, "pid": self.process, "tid": thread, **fields}

    def _time(self, ticks: float) -> float:
        return round(self.scene.clock.milliseconds(ticks - self.scene.begin) * 1000, 3)

    def _names(self) -> Iterator[Event]:
        yield self._event("M", "process_name", CPU_THREAD, args={"name": self.scene.title or "Robin"})
        yield self._event("M", "process_sort_index", CPU_THREAD, args={"sort_index": self.process})
        names = {CPU_THREAD: "CPU", **{thread: lane.title for thread, lane in self.threads.items()}}
        for place, (thread, name) in enumerate(names.items()):
            yield self._event("M", "thread_name", thread, args={"name": name})
            yield self._event("M", "thread_sort_index", thread, args={"sort_index": place})

    def _slice(self, name: str, thread: int, kind: str, begin: float, end: float, **args: Any) -> Event:
        start = self._time(begin)
        return self._event("X", name, thread, cat=kind, ts=start, dur=round(self._time(end) - start, 3), args=args)

    def _states(self) -> Iterator[Event]:
        for thread, lane in self.threads.items():
            for span in lane.spans:
                name = f"{STATES[span.state]} in {span.wait}" if span.wait else STATES[span.state]
                colour = COLOURS[palette.key(span.state, span.wait)]
                yield {**self._slice(name, thread, "state", span.begin, span.end, record=span.index), "cname": colour}

    def _cpu(self) -> Iterator[Event]:
        for lane in self.scene.lanes:
            for span in lane.spans:
                if span.state == "running":
                    yield self._slice(lane.title, CPU_THREAD, "cpu", span.begin, span.end, record=span.index)

    def _moments(self) -> Iterator[Event]:
        for thread, lane in self.threads.items():
            for event in lane.events:
                yield self._event("i", event.words, thread, cat=event.kind, ts=self._time(event.time), s="t",
                                  args={"record": event.index})

    def _arrows(self) -> Iterator[Event]:
        for arrow in self.scene.arrows:
            for phase, lane, extra in (("s", arrow.source, {}), ("f", arrow.target, {"bp": "e"})):
                yield self._event(phase, arrow.kind, self.thread_of[id(lane)], cat="arrow",
                                  id=self.process * 10**9 + arrow.index, ts=self._time(arrow.time), **extra)

    def _counters(self) -> Iterator[Event]:
        scene = self.scene
        length: List[int] = []
        for index, pids in scene.model.ready_queues():
            shown = scene.first <= index <= scene.last
            if shown and length[-1:] != [len(pids)]:
                yield self._event("C", "ready queue", IDLE, ts=self._time(scene.clock(index)),
                                  args={"processes": len(pids)})
            length = [len(pids)] if shown else []
        for semaphore in scene.semaphores:
            for event in semaphore.events:
                if event.result >= 0 and scene.first <= event.index <= scene.last:
                    yield self._event("C", f"{printable(semaphore.label)} (semaphore {semaphore.id})", IDLE,
                                      ts=self._time(scene.clock(event.index)), args={"value": event.value})
