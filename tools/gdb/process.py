"""Processes, as their PCBs have them; and who is on which queue."""
from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional

import gdb

from tools.gdb import kernel
from tools.gdb.kernel import Trouble

PID_MAX = 32767
STACK_BYTES = 8192
TABLE_FILE = "kernel/proc/process_table.c"
READY_FILE = "kernel/sched/ready_queue.c"


def pcb_type() -> gdb.Type:
    return kernel.type_of("struct pcb")


class Process:
    """One PCB, read when this was made."""

    def __init__(self, address: int) -> None:
        self.address = address
        self.pcb = kernel.structure(address, pcb_type())
        self.pid = int(self.pcb["pid"])
        state = int(self.pcb["state"])
        if state >= len(kernel.PROCESS_STATES) or not 0 <= self.pid <= PID_MAX:
            raise Trouble(f"{address:#010x} holds no PCB: pid {self.pid}, state {state}")
        self.state = kernel.PROCESS_STATES[state]
        self.name = kernel.text(self.pcb["name"])
        self.is_suspended = bool(self.pcb["is_suspended"])

    def number(self, field: str) -> int:
        return int(self.pcb[field])

    def link(self, field: str) -> int:
        """Where one of its links, or of its other members, is."""
        return self.address + kernel.offset(self.pcb.type, field)

    @property
    def words(self) -> str:
        return f"pid {self.pid} {self.name}"

    @property
    def state_words(self) -> str:
        return self.state + (", suspended" if self.is_suspended else "")


def current() -> Process:
    """Who runs, or idle."""
    address = int(kernel.variable("current"))
    try:
        return Process(address)
    except Trouble as trouble:
        raise Trouble(f"current is a wild pointer: {trouble}") from None


def tick() -> int:
    return int(kernel.variable("trace_ticks"))


class Table:
    """All processes: `by_pid`, the oldest first; and `damage`, what is wrong with the kernel's lists of them."""

    def __init__(self) -> None:
        self.damage: List[str] = []
        self.by_pid: Dict[int, Process] = {}
        self._queue_links: Dict[int, Process] = {}
        self._all_offset = kernel.offset(pcb_type(), "all_link")
        self._read()
        for process in self.by_pid.values():
            self._queue_links[process.link("queue_link")] = process

    def _read(self) -> None:
        head = int(kernel.variable("all", TABLE_FILE).address)
        walked = kernel.walk(head, self._name_of_all_link)
        for link in walked.links:
            self._add(link - self._all_offset, "the list of all processes")
        if walked.damage:
            self.damage.append(f"the list of all processes: {walked.damage}")
            self._read_slots()

    def _read_slots(self) -> None:
        """The pid table knows them too."""
        slots = int(kernel.variable("slots", TABLE_FILE).address)
        raw = kernel.read(slots, 4 * PID_MAX)
        for start in range(0, len(raw), 4):
            address = int.from_bytes(raw[start:start + 4], "little")
            if address and start // 4 + 1 not in self.by_pid:
                self._add(address, f"the pid table, {start // 4 + 1}")

    def _add(self, address: int, where: str) -> None:
        try:
            process = Process(address)
        except Trouble as trouble:
            self.damage.append(f"{where}: {trouble}")
            return
        self.by_pid.setdefault(process.pid, process)

    def _name_of_all_link(self, link: int) -> Optional[str]:
        try:
            return f"pid {Process(link - self._all_offset).pid}"
        except Trouble:
            return None

    def __iter__(self):
        return iter(self.by_pid.values())

    def find(self, pid: int) -> Process:
        if pid == 0:
            return Process(int(kernel.variable("idle", "kernel/sched/sched.c").address))
        if pid not in self.by_pid:
            raise Trouble(f"there is no process {pid}; there are {numbers(self.by_pid) or 'none yet'}")
        return self.by_pid[pid]

    def on_queue(self, link: int) -> Optional[Process]:
        return self._queue_links.get(link)

    def name_of_link(self, link: int) -> Optional[str]:
        process = self.on_queue(link)
        return f"pid {process.pid}" if process else None

    def queue(self, head: int, name: str) -> "Queue":
        """Who is on the queue with this head, in order."""
        walked = kernel.walk(head, self.name_of_link, lambda link: link in self._queue_links)
        return Queue([self._queue_links[link] for link in walked.links],
                     f"{name}: {walked.damage}" if walked.damage else None)

    def ready_queue(self) -> "Queue":
        head = self._ready_head()
        if head is None:
            return Queue([], None)
        walked = kernel.walk(head, self.name_of_link, lambda link: link in self._queue_links)
        return only_ready([self._queue_links[link] for link in walked.links], walked.damage)

    def _ready_head(self) -> Optional[int]:
        """How a ready queue is built is private to its file. Any that is linked through the PCBs has a head, which is
        the one link in the circle that belongs to no PCB."""
        try:
            return int(kernel.variable("queue", READY_FILE).address)
        except Trouble:
            for process in self:
                if process.state == "READY" and not process.is_suspended:
                    link = process.pcb["queue_link"]
                    for near in (int(link["next"]), int(link["previous"])):
                        if near and near not in self._queue_links and kernel.is_memory(near):
                            return near
            return None


def ready_now() -> "Queue":
    """The ready queue, without a look at the processes that are not on it; there may be thousands."""
    try:
        head = int(kernel.variable("queue", READY_FILE).address)
    except Trouble:
        return Table().ready_queue()
    offset = kernel.offset(pcb_type(), "queue_link")
    found: Dict[int, Process] = {}

    def is_process(link: int) -> bool:
        try:
            found[link] = Process(link - offset)
            return True
        except Trouble:
            return False

    walked = kernel.walk(head, lambda link: f"pid {found[link].pid}" if link in found else None, is_process)
    return only_ready([found[link] for link in walked.links], walked.damage)


def only_ready(processes: List[Process], damage: Optional[str]) -> "Queue":
    """A ready queue: who is on it has to be READY."""
    for process in processes:
        if process.state != "READY" or process.is_suspended:
            damage = damage or f"{process.words} is on it, but {process.state_words}"
    return Queue(processes, f"the ready queue: {damage}" if damage else None)


class Queue(NamedTuple):
    processes: List[Process]
    damage: Optional[str]

    @property
    def words(self) -> str:
        """5 6 / nobody / 5, then damage"""
        return numbers(process.pid for process in self.processes) or "nobody"


def numbers(pids) -> str:
    return " ".join(str(pid) for pid in pids)
