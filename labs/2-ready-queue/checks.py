"""The contracts of kernel/sched/ready_queue.h and policy.h, and round robin, played beside the kernel: a referee.

It reads the trace of a run and keeps the ready queue as it has to be: who has become ready, in which order. Whoever is
picked is compared with its head, and the ticks of a slice are counted. How the queue is built plays no part.

The events come from parts of the kernel that the lab does not replace: the mechanism (kernel/sched/sched.c), the tick
(tick.c) and the changes of a process's state (kernel/proc/state.c).
"""
from __future__ import annotations

from typing import Dict, List, Set

from tools import trace
from tools.grader.machine import NOT_WRITTEN, PANICKED
from tools.grader.verdict import Findings
from tools.trace import BLOCKED, IDLE, KIND, PID, READY, RUNNING, W0, W1, W2, Kind, Reason

IDLE_TICKS_MAX = 1  # one may come on the heels of the interrupt that made somebody ready
BEYOND_QUANTA = 3  # somebody who keeps the CPU so much longer while others are ready is not interrupted at all
FAIR_SLICES = 3  # shares are compared when each has had so many


class Process:
    def __init__(self) -> None:
        self.state = trace.NEW
        self.is_suspended = False
        self.slice = 0  # ticks since it was picked
        self.due = 0  # ticks that it may have this time
        self.rest = 0  # with the twist keep-rest: what it has left of its last slice
        self.ticks = 0
        self.slices = 0
        self.has_given_away = False  # it left a slice before it was over, and has had no other since
        self.was_stopped = False  # while ready, and has not run since


class Referee:
    def __init__(self, findings: Findings, quantum: int) -> None:
        self.findings = findings
        self.quantum = quantum
        self.keeps_rest = findings.twist == "keep-rest"
        self.processes: Dict[int, Process] = {}
        self.ready: List[int] = []
        self.running = IDLE
        self.yielded = IDLE  # who has just given the CPU to whoever is first
        self.idle_ticks = 0  # in a row, while somebody is ready
        self.spinners: Set[int] = set()  # those who only compute, all at once
        self.index = 0

    def holds(self, identity: str) -> None:
        self.findings.holds(identity, self.index)

    def breaks(self, identity: str, expected: str, happened: str) -> None:
        self.findings.breaks(identity, self.index, expected, happened)

    def find(self, pid: int) -> Process:
        return self.processes.setdefault(pid, Process())

    # --- Reading

    def read(self, records: trace.Trace) -> None:
        for self.index, record in enumerate(records.raw()):
            kind, pid = record[KIND], record[PID]
            if kind == Kind.STATE:
                self.changes_state(pid, *record[W0:W2 + 1])
            elif kind == Kind.SUSPEND:
                self.is_suspended(pid, bool(record[W0]))
            elif kind == Kind.SWITCH:
                self.switches(record[W1])
            elif kind == Kind.TICK:
                self.ticks(pid, bool(record[W0]))
            elif kind == Kind.REAP:
                self.processes.pop(record[W0], None)
            elif kind == Kind.MARK:
                self.is_marked(pid, records.text(self.index), record[W0], record[W1])
        self.run_ends()

    def changes_state(self, pid: int, old: int, new: int, reason: int) -> None:
        process = self.find(pid)
        process.state = new
        if old == RUNNING:
            self.leaves_cpu(pid, process, new, reason)
        if new == READY and not process.is_suspended:
            self.ready.append(pid)
        elif new == RUNNING:
            self.is_picked(pid, process)

    def is_suspended(self, pid: int, suspended: bool) -> None:
        process = self.find(pid)
        if suspended and pid in self.ready:
            self.ready.remove(pid)
            process.was_stopped = True
        elif not suspended and process.is_suspended and process.state == READY:
            self.ready.append(pid)
        process.is_suspended = suspended
        self.spinners.discard(pid)

    def is_marked(self, pid: int, label: str, told: int, found: int) -> None:
        """From here on it only computes, as far as we know; or it is over, and with it the comparison of shares. Or
        first or next do not tell whom pick_next returns: then probe.c has made the mark."""
        if pid == IDLE:
            who = [f"process {other}" if other else "NULL" for other in (told, found)]
            self.breaks("S44", f"{label} tells {who[1]}, for that is who comes next", f"{label} tells {who[0]}")
        elif label == "begins":
            self.spinners.add(pid)
            process = self.find(pid)
            process.ticks = process.slices = 0
        elif label == "is over":
            self.compare_shares()
            self.spinners.clear()

    # --- Who is picked

    def is_picked(self, pid: int, process: Process) -> None:
        self.running = pid
        if process.is_suspended:
            self.breaks("S41", f"process {pid} does not run, for it is stopped", f"process {pid} is picked")
        elif pid not in self.ready:
            self.breaks("S33", f"process {pid} is not picked, for it is not in the ready queue", "it is picked")
        elif pid != self.ready[0]:
            others = ", ".join(map(str, self.ready[:4])) + (" ..." if len(self.ready) > 4 else "")
            if pid == self.yielded:
                self.breaks("S36", f"process {pid}, which yields, goes behind all others: {others}",
                            f"process {pid} is picked before them")
            else:
                self.breaks("S33", f"process {self.ready[0]} is picked, the first of {others}",
                            f"process {pid} is picked")
        elif len(self.ready) > 1:
            self.holds("S33")
            if process.was_stopped:
                self.holds("S41")
            if self.yielded and pid != self.yielded:
                self.holds("S36")
        if pid in self.ready:
            self.ready.remove(pid)
        process.was_stopped = False
        process.slice = 0
        process.due = process.rest or self.quantum
        self.yielded = IDLE

    def switches(self, chosen: int) -> None:
        if chosen == IDLE and self.ready:
            self.breaks("S42", f"process {self.ready[0]} gets the CPU, for it is ready", "the CPU goes idle")
        elif chosen == IDLE:
            self.holds("S42")

    # --- Slices

    def leaves_cpu(self, pid: int, process: Process, new: int, reason: int) -> None:
        self.running = IDLE
        if reason == Reason.SLICE_ENDED:
            self.slice_ends(pid, process)
        else:
            process.has_given_away |= process.slice < process.due
            process.rest = max(0, process.due - process.slice) if self.keeps_rest else 0
        if new == BLOCKED or reason == Reason.YIELDED:
            self.spinners.discard(pid)
        self.yielded = pid if reason == Reason.YIELDED else IDLE
        process.slices += 1

    def slice_ends(self, pid: int, process: Process) -> None:
        if process.slice < process.due:
            again = ", a whole slice, though it gave away a part of its last one"
            self.breaks("S35", f"process {pid} has the CPU for {process.due} ticks" +
                        (again if process.has_given_away and not self.keeps_rest else ""),
                        f"its slice ends after {process.slice}")
        elif process.slice == process.due:
            self.holds("S35")
        process.rest = 0
        if self.ready:
            self.holds("S34")
        process.has_given_away = False

    def ticks(self, pid: int, in_user_mode: bool) -> None:
        if pid == IDLE:
            self.idle_ticks = self.idle_ticks + 1 if self.ready else 0
            if self.idle_ticks > IDLE_TICKS_MAX:
                self.breaks("S42", f"process {self.ready[0]} gets the CPU, for it is ready", "the CPU stays idle")
            return
        process = self.find(pid)
        process.ticks += 1
        process.slice += 1
        # A slice that is used up in the kernel ends on the way to user mode.
        if process.slice > process.due and in_user_mode:
            rest = ", the rest of its last one" if process.due < self.quantum else ""
            self.breaks("S35", f"the slice of process {pid} ends after {process.due} ticks{rest}", "it goes on")
            if self.ready and process.slice > BEYOND_QUANTA * (self.quantum + 1):
                self.breaks("S34", f"process {self.ready[0]} gets the CPU, for {pid} has had its slice",
                            f"process {pid} keeps the CPU for {process.slice} ticks")

    def compare_shares(self) -> None:
        """Those who only computed, all since the same time, have had the same, but for the slice that one is ahead."""
        shares = {pid: self.find(pid).ticks for pid in self.spinners}
        if len(shares) < 2 or min(self.find(pid).slices for pid in shares) < FAIR_SLICES:
            return
        least, most = min(shares, key=shares.__getitem__), max(shares, key=shares.__getitem__)
        if shares[most] - shares[least] > 2 * self.quantum:
            self.breaks("S43", f"processes {least} and {most} only compute: they have the same share",
                        f"process {least} has had {shares[least]} ticks, process {most} {shares[most]}")
        else:
            self.holds("S43")

    # --- The end

    def run_ends(self) -> None:
        run = self.findings.run
        if run.is_good:
            self.holds("S44")
        elif run.how == PANICKED:
            self.breaks("S44", "the ready queue holds who is ready, each once", run.words)


def check(findings: Findings) -> None:
    records = findings.run.trace
    if records and findings.run.how != NOT_WRITTEN:
        Referee(findings, records.header.quantum).read(records)
