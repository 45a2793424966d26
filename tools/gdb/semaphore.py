"""Semaphores that programs have made, and what any process waits for."""
from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional, Tuple

from tools import trace, why
from tools.gdb import kernel
from tools.gdb.history import history
from tools.gdb.kernel import Trouble
from tools.gdb.process import Process, Queue, Table, numbers

FAMILY_FILE = "kernel/sync/family.c"
REASON_WORDS = {"P": "P", "WAIT": "a child", "SLEEP": "sleep", "READ": "input", "WRITE": "output"}


class Semaphore(NamedTuple):
    id: int
    label: str
    value: int
    head: int  # of its waiters' list
    queue: Queue

    @property
    def name(self) -> str:
        return self.label or f"semaphore {self.id}"


def semaphores(table: Table) -> Tuple[Dict[int, Semaphore], List[str]]:
    """All of them by id, and what is damaged."""
    slots = kernel.variable("slots", FAMILY_FILE)
    raw = kernel.read(int(slots.address), slots.type.sizeof)
    kind = kernel.type_of("struct named_semaphore", "named_semaphore_find_from")
    found: Dict[int, Semaphore] = {}
    damage: List[str] = []
    for start in range(0, len(raw), 4):
        address = int.from_bytes(raw[start:start + 4], "little")
        if not address:
            continue
        try:
            one = kernel.structure(address, kind)
        except Trouble as trouble:
            damage.append(f"the table of semaphores, {start // 4}: wild pointer, {trouble}")
            continue
        identity, label = int(one["id"]), kernel.text(one["label"])
        head = address + kernel.offset(kind, "semaphore") + kernel.offset(one["semaphore"].type, "waiters")
        queue = table.queue(head, f"the waiters of {label or f'semaphore {identity}'}")
        damage += [queue.damage] if queue.damage else []
        found[identity] = Semaphore(identity, label, int(one["semaphore"]["value"]), head, queue)
    return found, damage


class Wait(NamedTuple):
    """What a BLOCKED process waits for: its wait queue, as the queue says of itself."""

    reason: str  # P, WAIT, SLEEP, READ, WRITE
    object: int
    head: int


def wait_of(process: Process) -> Wait:
    address = process.number("waiting_on")
    if not address:
        raise Trouble(f"{process.words} is BLOCKED, but waiting_on is NULL")
    kind = process.pcb["waiting_on"].type.target()
    try:
        queue = kernel.structure(address, kind)
        reason = trace.Reason(int(queue["reason"])).name
        if reason not in REASON_WORDS:
            raise ValueError
    except Trouble:
        raise Trouble(f"{process.words}: waiting_on is a wild pointer: {address:#010x} is no memory") from None
    except ValueError:
        raise Trouble(f"{process.words}: waiting_on is a wild pointer: {address:#010x} holds no wait queue") from None
    return Wait(reason, int(queue["object"]), address + kernel.offset(kind, "waiters"))


def wait_words(process: Process, known: Dict[int, Semaphore]) -> str:
    """P(fork 2) / a child / sleep until tick 120 / input; nothing for who does not wait."""
    if process.state != "BLOCKED":
        return ""
    try:
        wait = wait_of(process)
    except Trouble as trouble:
        return str(trouble).partition(": ")[2] or "waiting_on is NULL"
    if wait.reason == "P":
        return f"P({known[wait.object].name if wait.object in known else f'semaphore {wait.object}'})"
    if wait.reason == "SLEEP":
        return f"sleep until tick {process.number('wake_tick')}"
    return REASON_WORDS[wait.reason]


def passed_last(identity: int) -> Tuple[Optional[int], List[int]]:
    """Who passed the semaphore's P last, and who has passed it more often than given it back, by the trace."""
    model = history.model()
    traced = _traced(model, identity)
    return why.users(model, len(model.trace) - 1, traced) if traced else (None, [])


def is_lock(identity: int) -> bool:
    """Whether only those who have passed P give it back."""
    traced = _traced(history.model(), identity)
    return traced is not None and why.is_lock(traced)


def _traced(model: trace.Model, identity: int) -> Optional[trace.Semaphore]:
    found = [one for one in model.semaphores if one.id == identity and one.destroyed is None]
    return found[-1] if found else None


def passed_words(identity: int) -> str:
    try:
        last, _ = passed_last(identity)
    except Trouble:
        return "?"
    return "-" if last is None else str(last)


def waiters_words(queue: Queue) -> str:
    return numbers(one.pid for one in queue.processes) or "-"
