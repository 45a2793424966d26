"""What the page is drawn from: the model's lists as columns of numbers, and the records in words.

The page does not read the trace again. It looks up, in the lists that Model has made, what Model.at looks up, so that
the two cannot disagree about what happened; tests/tools/test_page.py compares them record by record.

Every column is a list of 32-bit numbers. They lie one after the other in one block, which is compressed and written as
base64; beside it, JSON says where each begins.
"""
import base64
import zlib
from array import array
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple

from tools import trace
from tools.timeline import sections
from tools.timeline.clock import Clock
from tools.timeline.scene import FRAME, last_event
from tools.timeline.sources import Place, is_program
from tools.trace import EIP, IDLE, KIND, PID, TICKS, W0, Kind, Model, Operation, Process, Reason, signed

TIME_UNITS = 10000  # in a tick, if the trace is not too long for that: how finely the page knows time
LARGEST = 0x7FFFFFFF  # in a column
NONE = -1
Resolver = Callable[[str, Iterable[int]], Dict[int, List[Place]]]  # sources.Sources


class Columns:
    """The block of numbers. add() returns what JSON says of a column: where it begins, and its length."""

    def __init__(self) -> None:
        self.numbers = array("i")

    def add(self, values: Iterable[int]) -> List[int]:
        begin = len(self.numbers)
        self.numbers.extend(value if -LARGEST <= value <= LARGEST else trace.signed(value & 0xFFFFFFFF)
                            for value in values)
        return [begin, len(self.numbers) - begin]

    def deltas(self, values: Sequence[int]) -> List[int]:
        """For numbers that grow: the differences compress better."""
        return self.add(value - before for before, value in zip([0, *values], values))

    def rows(self, rows: Sequence[Sequence[Any]], width: int) -> List[List[int]]:
        """A column for each of the first `width` entries of the rows."""
        return [self.add(NONE if row[place] is None else int(row[place]) for row in rows) for place in range(width)]

    def packed(self) -> str:
        assert self.numbers.itemsize == 4
        if array("H", b"\1\0")[0] != 1:  # the page reads little-endian
            self.numbers.byteswap()
        return pack(self.numbers.tobytes())


def pack(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 6)).decode("ascii")


class Strings:
    """Each text once."""

    def __init__(self) -> None:
        self.numbers: Dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))


def export(model: Model, title: str, resolve: Optional[Resolver] = None) -> Dict[str, Any]:
    """One run, ready for JSON."""
    events, columns, strings = model.trace, Columns(), Strings()
    place_of = sections.places(model)
    records = _Records(model)
    units = max(1, min(TIME_UNITS, LARGEST // (records.ticks[-1] - records.ticks[0] + 2)))
    places, numbers = _resolve(records.keys, resolve)
    inside, overlaps, flags = sections.read(model)
    first, last = _interest(model)
    writer = trace.LineWriter()
    words = "\n".join(writer.words(record).replace("\n", " ") for record in events.records())
    return {
        "title": title,
        "header": model.header._asdict(),
        "count": len(events),
        "first": first, "last": last,
        "base": records.ticks[0], "units": units,
        "kinds": {int(kind): kind.name for kind in Kind},
        "states": trace.STATE_NAMES,
        "reasons": {number: trace.reason_words(number) for number in trace.REASON_NAMES},
        "operations": {int(operation): operation.name for operation in Operation},
        "records": {
            "kind": columns.add(records.kinds), "pid": columns.add(records.pids),
            "tick": columns.deltas([tick - records.ticks[0] for tick in records.ticks]),
            "time": columns.deltas(times(model, records.ticks[0], units)),
            "place": columns.add(numbers.get(key, NONE) for key in records.keys),
            "userTicks": columns.add(records.user_ticks),
        },
        "processes": [_process(model, process, columns, strings) for process in model.processes],
        "semaphores": [{
            "id": one.id, "creator": one.creator, "created": one.created,
            "destroyed": NONE if one.destroyed is None else one.destroyed, "initial": one.initial,
            "labels": [[index, strings.number(label)] for index, label in one.labels],
            "events": columns.rows([(event.index, event.pid, event.operation, event.value, event.result)
                                    for event in one.events], 5),
        } for one in model.semaphores],
        "switches": columns.rows([(one.index, one.old, one.new, one.reason) for one in model.switches], 4),
        "signals": columns.rows([(one.index, one.pid, one.number, one.sender) for one in model.signals], 4),
        "faults": columns.rows([(one.index, one.pid, one.vector) for one in model.faults], 3),
        "arrows": columns.rows(arrows(model, place_of), 4),
        "sections": columns.rows([(one.begin, one.end, one.process, strings.number(one.label), one.most)
                                  for one in inside], 5),
        "flags": columns.rows([(one.index, one.process, strings.number(one.label), one.value) for one in flags], 4),
        "overlaps": [[one.begin, NONE if one.end is None else one.end, strings.number(one.label), list(one.processes),
                      one.most] for one in overlaps],
        "violations": [[violation.index, violation.words] for violation in model.violations],
        "places": [[*place, library] for place, library in places],
        "strings": list(strings.numbers),  # last: now all are known
        "numbers": columns.packed(),
        "words": pack(words.encode("utf-8")),
    }


def _interest(model: Model) -> Tuple[int, int]:
    """The first and last record of the programs that were run: what the page shows first."""
    shown = [process for process in model.processes if process.name not in FRAME] or model.processes
    if not shown:
        return 0, len(model.trace) - 1
    ends = [process.reaped for process in shown if process.reaped is not None]
    return shown[0].born, max(ends) if len(ends) == len(shown) else last_event(model)


def _process(model: Model, process: Process, columns: Columns, strings: Strings) -> Dict[str, Any]:
    return {
        "pid": process.pid, "born": process.born,
        "ended": NONE if process.ended is None else process.ended,
        "reaped": NONE if process.reaped is None else process.reaped,
        "status": NONE if process.status is None else process.status,
        "end": "" if process.status is None else trace.status_words(process.status),
        "names": [[index, strings.number(name)] for index, name in process.names],
        "groups": [list(entry) for entry in process.groups],
        "parents": [list(entry) for entry in process.parents],
        "states": columns.rows(process.states, 5),
        "suspensions": columns.rows(process.suspensions, 3),
        "waits": columns.rows([(index, entered, signed(model.trace.record(entered).words[1]))
                               for index, entered in process.waits], 3),
    }


# --- Columns a record ----------------------------------------------------------------------------------------------


PlaceKey = Tuple[str, Tuple[int, ...]]  # a program's name; an address in it, and of whom it was called from there


class _Records:
    """The records, column by column."""

    def __init__(self, model: Model) -> None:
        self.kinds: List[int] = []
        self.pids: List[int] = []
        self.ticks: List[int] = []
        self.keys: List[Optional[PlaceKey]] = []  # where the current process is; None: nowhere, or not known
        self.user_ticks: List[int] = []  # the records of ticks in user mode
        self._last: Dict[int, Tuple[int, PlaceKey]] = {}  # where each process was: eip, and what that was called from
        programs = _Programs(model)
        for index, record in enumerate(model.trace.raw()):
            self.kinds.append(record[KIND])
            self.pids.append(record[PID])
            self.ticks.append(record[TICKS])
            if record[KIND] == Kind.TICK and record[W0]:
                self.user_ticks.append(index)
            pid, program = programs.at(index)
            self.keys.append(self._key(pid, program, record) if program and record[EIP] else None)

    def _key(self, pid: int, program: str, record: trace.Raw) -> PlaceKey:
        eip = record[EIP]
        if record[KIND] == Kind.SYSCALL_ENTER:
            # All three are where the process goes on; the line that is meant is that of the instruction before.
            callers = (caller for caller in record[W0 + CALLERS:W0 + CALLERS + 2] if caller)
            key = (program, tuple(address - 1 for address in (eip, *callers)))
        elif pid in self._last and self._last[pid][0] == eip and self._last[pid][1][0] == program:
            return self._last[pid][1]  # still in the same system call
        else:
            key = (program, (eip,))
        self._last[pid] = (eip, key)
        return key


CALLERS = 7  # the words of a system call's record that say who called


class _Programs:
    """The process that has the CPU and its program, asked record by record in order."""

    def __init__(self, model: Model) -> None:
        changes: List[Tuple[int, int, str]] = []  # record, pid, program
        for process in model.processes:
            # The record of an exec still shows where the old program was.
            changes += [(index + (place > 0), process.pid, name) for place, (index, name) in enumerate(process.names)]
        self.changes = sorted(changes, reverse=True)
        self.switches = [(switch.index, switch.new) for switch in reversed(model.switches)]
        self.names: Dict[int, str] = {}
        self.current = IDLE

    def at(self, index: int) -> Tuple[int, Optional[str]]:
        while self.changes and self.changes[-1][0] <= index:
            _, pid, name = self.changes.pop()
            self.names[pid] = name
        while self.switches and self.switches[-1][0] < index:  # the record itself was made by the one left
            self.current = self.switches.pop()[1]
        return self.current, self.names.get(self.current)


def _resolve(keys: Iterable[Optional[PlaceKey]], resolve: Optional[Resolver]) -> Tuple[
        List[Tuple[Place, str]], Dict[Optional[PlaceKey], int]]:
    """The places, each with the library's function that was called there, if any; and which of them each key is."""
    numbers: Dict[Optional[PlaceKey], int] = {}
    known: Dict[Tuple[Place, str], int] = {}
    asked = {key for key in keys if key}
    for program in {program for program, _ in asked} if resolve else ():
        found = resolve(program, {address for name, addresses in asked if name == program for address in addresses})
        for key in asked:
            chain = [place for address in key[1] for place in found.get(address, [])] if key[0] == program else []
            if chain:  # the innermost first
                first = next((number for number, place in enumerate(chain) if is_program(place)), 0)
                library = chain[first - 1].function if first else ""
                numbers[key] = known.setdefault((chain[first], library), len(known))
    return list(known), numbers


def times(model: Model, base: int, units: int) -> List[int]:
    """When each record was, after tick `base`, in parts of a tick. It never runs backwards."""
    clock = Clock(model.trace)
    found: List[int] = []
    for index in range(len(model.trace)):
        found.append(max(round((clock(index) - base) * units), found[-1] if found else 0))
    return found


# --- Arrows --------------------------------------------------------------------------------------------------------


ARROW_V, ARROW_FORK, ARROW_WAKE = 0, 1, 2


def arrows(model: Model, place_of: Dict[int, List[int]]) -> List[Tuple[int, int, int, int]]:
    """From who did something to whom it happened: record, from, to (places in model.processes), which kind."""
    def who(pid: int, index: int) -> Optional[int]:
        return next((place for place in reversed(place_of.get(pid, [])) if model.processes[place].born <= index), None)

    found: List[Tuple[int, int, int, int]] = []
    for place, process in enumerate(model.processes):
        parent = who(process.parents[0][1], process.born)
        if parent is not None:
            found.append((process.born, parent, place, ARROW_FORK))
        for before, change in zip(process.states, process.states[1:]):
            waker = who(change.waker, change.index) if change.reason == Reason.WOKEN and change.waker else None
            if waker is not None:
                found.append((change.index, waker, place, ARROW_V if before.reason == Reason.P else ARROW_WAKE))
    return sorted(found)
