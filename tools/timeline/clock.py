"""When a record was, in ticks and parts of a tick.

A record has two clocks: ticks, of which hundreds of records may share one, and the CPU's time-stamp counter, whose
speed nobody tells us. So ticks are the scale, and between two of them the counter says how far it is.
"""
from bisect import bisect_right

from tools import trace

COUNTER_HZ = 1_000_000_000  # QEMU's counter under -icount; for traces too short to measure it


class Clock:
    def __init__(self, events: trace.Trace) -> None:
        self.events = events
        self.hz = events.header.hz or 100
        tick = int(trace.Kind.TICK)
        anchors = [(record[trace.TSC], record[trace.TICKS]) for record in events.raw() if record[trace.KIND] == tick]
        self.stamps = [stamp for stamp, _ in anchors]
        self.ticks = [ticks for _, ticks in anchors]
        self.length = COUNTER_HZ / self.hz  # of a tick, by the counter
        if len(anchors) > 1 and self.ticks[-1] > self.ticks[0]:
            self.length = (self.stamps[-1] - self.stamps[0]) / (self.ticks[-1] - self.ticks[0])
        else:
            self.stamps, self.ticks = [events.time(0)[0]], [events.time(0)[1]]

    def __call__(self, index: int) -> float:
        """The time of record `index`, in ticks since boot."""
        stamp = self.events.time(index)[0]
        after = bisect_right(self.stamps, stamp)
        before = max(after - 1, 0)
        length = self.length
        if 0 < after < len(self.stamps):
            length = (self.stamps[after] - self.stamps[before]) / (self.ticks[after] - self.ticks[before])
        return self.ticks[before] + (stamp - self.stamps[before]) / (length or 1)

    def milliseconds(self, ticks: float) -> float:
        return ticks * 1000 / self.hz
