"""The kernel's trace ring, kept: what happened, as records, lines, and the model that all of Robin's tools share.

The ring holds only the last records. Each stop of the machine takes the new ones over, so mostly all are here. Time may
go backwards too: the kernel's count of records tells how many of those taken over have happened yet. The last record is
read each time, for the kernel may write it anew.
"""
from __future__ import annotations

from typing import List, Optional

from tools import trace
from tools.gdb import kernel, process
from tools.gdb.kernel import Trouble

RECORD = trace.RECORD_BYTES


class History:
    def __init__(self) -> None:
        self.data = bytearray()
        self.first = 0  # the number of the first record in data
        self._model: Optional[trace.Model] = None
        self._model_data = b""

    @property
    def end(self) -> int:
        return self.first + len(self.data) // RECORD

    def take_over(self) -> int:
        """Reads what is new; the number of records that have been written."""
        count = int(kernel.variable("trace_ring_count"))
        ring = kernel.variable("trace_ring")
        address, size = int(ring.address), ring.type.sizeof // RECORD
        oldest = max(count - size, 0)
        start = min(self.end, count) - 1
        if start < max(self.first, oldest):  # nothing yet; or some were never seen; or all were in the future
            self.first = start = oldest
        del self.data[(start - self.first) * RECORD:]
        while start < count:
            part = min(count - start, size - start % size)
            self.data += kernel.read(address + start % size * RECORD, part * RECORD)
            start += part
        return count

    def trace(self, partial: bool = False) -> trace.Trace:
        """What has happened up to now: from the beginning, or, if `partial` will do, as much as there is."""
        self._need_tracing()
        count = self.take_over()
        if not count:
            raise Trouble("the trace is empty")
        if self.first and not partial:
            raise Trouble(f"what happened before record {self.first} is no longer in the trace ring")
        try:
            return trace.Trace(bytes(self.data), "the trace ring", self.first > 0)
        except trace.TraceError as error:
            raise Trouble(str(error)) from None

    @staticmethod
    def _need_tracing() -> None:
        if not int(kernel.variable("trace_mode")):
            raise Trouble("the kernel keeps no trace: boot without trace=off")

    def model(self) -> trace.Model:
        """The model of all that has happened up to now."""
        now = self.trace()
        if self._model is None or self._model_data != now.data:
            self._model, self._model_data = trace.Model(now), now.data
        return self._model


history = History()


def lines(count: int) -> List[str]:
    """The last records in words."""
    records = history.trace(partial=True)
    writer = trace.LineWriter()
    if history.first:  # the names were told before
        for one in process.Table():
            writer.names[one.pid] = one.name
    written = [writer.line(record) for record in records.records()]
    last = history.first + len(written)
    return [f"{last - len(written[-count:]) + i:>7}  {line}" for i, line in enumerate(written[-count:])]


def last_switch() -> Optional[trace.Record]:
    records = history.trace(partial=True)
    for index in range(len(records) - 1, -1, -1):
        record = records.record(index)
        if record.kind == trace.Kind.SWITCH:
            return record
    return None
