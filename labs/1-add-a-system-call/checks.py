"""The contract of kernel/syscall/getrusage.h, played beside the kernel: a referee.

It counts, from the trace, the ticks that each process was charged in user mode and in the kernel, and whose children
were waited for. When a process asks, it knows the answer. The answer that the kernel gave comes back as marks, which
the workload makes of the structure (workloads/usage.c).

The events come from parts of the kernel that the lab does not replace: the tick (kernel/sched/tick.c), the system calls
(kernel/syscall/dispatch.c), and the end of processes (kernel/proc).
"""
from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional, Tuple

from tools import trace
from tools.grader.machine import NOT_WRITTEN
from tools.grader.verdict import Findings
from tools.trace import BLOCKED, IDLE, KIND, PID, RUNNING, W0, W1, W2, W3, W4, Kind, signed

GETRUSAGE = trace.SYSTEM_CALLS["getrusage"]
SELF, CHILDREN, THREAD = 0, -1, 1
EINVAL, EFAULT = (next(-number for number, name in trace.ERRNO_NAMES.items() if name == wanted)
                  for wanted in ("EINVAL", "EFAULT"))
MICROSECONDS = 1000000
USUAL_HZ = 100
TIMES = ("user s", "user us", "kernel s", "kernel us")
NAMES = {SELF: "RUSAGE_SELF", CHILDREN: "RUSAGE_CHILDREN", THREAD: "RUSAGE_THREAD"}


class Ticks(NamedTuple):
    user: int
    kernel: int

    def __add__(self, other: "Ticks") -> "Ticks":  # type: ignore[override]
        return Ticks(self.user + other.user, self.kernel + other.kernel)


NONE = Ticks(0, 0)


class Process:
    """What the kernel has to know of one."""

    def __init__(self, parent: int) -> None:
        self.parent = parent
        self.own = NONE
        self.children = NONE  # those that were waited for
        self.state = 0
        self.bad_place = -1  # the next call is with a structure at this one
        self.is_shared = False  # the structure of the next call is in memory shared since the fork
        self.call: Optional[Call] = None
        self.answer: Dict[str, int] = {}  # marks so far


class Call:
    """A getrusage that a process is in, or whose answer is being read."""

    def __init__(self, record: int, whose: int, process: Process, not_counted: Ticks) -> None:
        self.record = record
        self.whose = whose
        self.bad_place = process.bad_place
        self.is_shared = process.is_shared
        self.least = process.children if whose == CHILDREN else process.own
        self.most = self.least  # when it was over: a tick may have come
        self.reaped = process.children
        self.not_counted = not_counted  # the time of children which nobody has waited for
        self.is_over = False
        self.is_failed = False

    @property
    def words(self) -> str:
        where = " with a bad address" if self.bad_place >= 0 else ""
        return f"getrusage({NAMES.get(self.whose, self.whose)}){where}"

    @property
    def property(self) -> str:
        """Which property it is about that it returns what it has to."""
        if self.whose not in NAMES:
            return "U6"
        if self.bad_place >= 0:
            return "I108"
        if self.is_shared:
            return "I109"
        return {SELF: "U1", CHILDREN: "U7", THREAD: "U6"}[self.whose]


def result_words(result: int) -> str:
    return "0" if result == 0 else trace.result_words(result & 0xFFFFFFFF)


class Referee:
    def __init__(self, findings: Findings, hz: int) -> None:
        self.findings = findings
        self.hz = hz
        self.processes: Dict[int, Process] = {}
        self.index = 0

    def holds(self, identity: str) -> None:
        self.findings.holds(identity, self.index)

    def breaks(self, identity: str, expected: str, happened: str) -> None:
        self.findings.breaks(identity, self.index, expected, happened)

    def process(self, pid: int) -> Process:
        return self.processes.setdefault(pid, Process(IDLE))

    # --- Reading

    def read(self, records: trace.Trace) -> None:
        handlers = {int(Kind.TICK): self.charges, int(Kind.FORK): self.forks, int(Kind.REAP): self.reaps,
                    int(Kind.STATE): self.changes_state, int(Kind.SYSCALL_ENTER): self.enters,
                    int(Kind.SYSCALL_LEAVE): self.leaves, int(Kind.MARK): self.marks, int(Kind.EXIT): self.ends}
        for self.index, record in enumerate(records.raw()):
            handler = handlers.get(record[KIND])
            if handler == self.marks:
                self.marks(record[PID], signed(record[W0]), records.text(self.index))
            elif handler:
                handler(record[PID], *record[W0:W4 + 1])
        self.run_ends()

    def charges(self, pid: int, was_user: int, *_: int) -> None:
        process = self.process(pid)
        process.own += Ticks(1, 0) if was_user else Ticks(0, 1)

    def forks(self, pid: int, child: int, *_: int) -> None:
        self.processes[child] = Process(pid)

    def reaps(self, pid: int, child: int, *_: int) -> None:
        gone = self.processes.pop(child, Process(pid))
        self.process(pid).children += gone.own + gone.children

    def ends(self, pid: int, *_: int) -> None:
        self.process(pid).call = None

    def changes_state(self, pid: int, old: int, new: int, *_: int) -> None:
        process = self.process(pid)
        process.state = new
        if new == BLOCKED and process.call and not process.call.is_over:
            self.breaks(process.call.property, "getrusage does not wait", f"process {pid} blocks in getrusage")

    def enters(self, pid: int, number: int, whose: int, *_: int) -> None:
        if number != GETRUSAGE:
            return
        process = self.process(pid)
        not_counted = NONE
        for other in self.processes.values():
            if other.parent == pid:
                not_counted += other.own + other.children
        process.call = Call(self.index, signed(whose), process, not_counted)
        process.answer = {}
        process.bad_place = -1

    def leaves(self, pid: int, number: int, result: int, *_: int) -> None:
        process = self.process(pid)
        call = process.call
        if number != GETRUSAGE or not call:
            return
        call.is_over = True
        if call.whose != CHILDREN:
            call.most = process.own
        expected = EINVAL if call.whose not in NAMES else EFAULT if call.bad_place >= 0 else 0
        call.is_failed = signed(result) != expected and (expected != 0 or signed(result) < 0)
        if signed(result) != expected:
            self.breaks(call.property if call.is_failed else "U1", f"{call.words} returns {result_words(expected)}",
                        f"it returns {result_words(signed(result))}")
        elif call.property == "U6" or call.property == "U1" and call.whose == SELF:
            self.holds(call.property)

    # --- What the workload found in memory

    def marks(self, pid: int, value: int, label: str) -> None:
        process = self.process(pid)
        call = process.call
        if label == "bad place":
            process.bad_place = value
        elif label == "shared":
            process.is_shared = True
        elif label == "parent's copy":
            self.looks_at_parents_copy(value)
        elif call and call.is_over and not call.is_failed:
            process.answer[label] = value
            if label == "written":
                self.has_failed(call, value)
            elif label == "beside":
                self.has_written_beside(call, value)
                if call.bad_place < 0:
                    self.has_answered(call, process.answer)

    def looks_at_parents_copy(self, changed: int) -> None:
        if changed:
            self.breaks("I109", "the child's answer is in the child's memory only",
                        f"{changed} bytes of the parent's memory have changed")
        else:
            self.holds("I109")

    def has_failed(self, call: Call, written: int) -> None:
        if call.whose not in NAMES and written:
            self.breaks("U6", f"{call.words} writes nothing", f"it has written {written} bytes")

    def has_written_beside(self, call: Call, changed: int) -> None:
        identity = "I108" if call.bad_place >= 0 else "U5"
        if changed:
            self.breaks(identity, "nothing beside the structure is written",
                        f"{changed} bytes beside it have changed")
        elif identity == "I108":
            self.holds("I108")

    def has_answered(self, call: Call, answer: Dict[str, int]) -> None:
        if not all(label in answer for label in (*TIMES, "rest")):
            return
        if answer["rest"] != 0:
            self.breaks("U5", "what is not counted is 0", f"the rest of the structure holds {answer['rest']:#x}")
        else:
            self.holds("U5")
        if call.is_shared:
            return
        self.compare("user", "ru_utime", call, (call.least.user, call.most.user), answer)
        self.compare("kernel", "ru_stime", call, (call.least.kernel, call.most.kernel), answer)

    def compare(self, mode: str, field: str, call: Call, ticks: Tuple[int, int], answer: Dict[str, int]) -> None:
        whole, part = answer[f"{mode} s"], answer[f"{mode} us"]
        is_wanted = whole >= 0 and 0 <= part < MICROSECONDS
        if not is_wanted:
            self.breaks("U4", f"{field} is seconds, and microseconds from 0 to 999999",
                        f"tv_sec is {whole} and tv_usec {part}")
        given = whole * MICROSECONDS + part
        identity = self.what_is_asked(mode, call)
        if self.is_time_of(ticks, MICROSECONDS / self.hz, given):
            self.has_shown(identity, call, ticks[0])
            if is_wanted and self.hz != USUAL_HZ and ticks[0] > self.hz:
                self.holds("U4")
            return
        owner = "children waited for were" if call.whose == CHILDREN else "caller was"
        expected = f"{field} is {ticks[0] / self.hz:.6f} s: the {owner} charged {ticks[0]} ticks of 1/{self.hz} s"
        happened = f"tv_sec is {whole} and tv_usec {part}"
        if self.are_exchanged(call, answer):
            self.breaks("U2" if mode == "user" else "U3", expected, happened)
            self.has_shown(identity, call, ticks[0])
            if is_wanted and self.hz != USUAL_HZ and whole > 0:
                self.holds("U4")
        elif given > 0 and any(self.is_time_of(ticks, unit, time) for unit, time in self.other_units(whole, part)):
            self.breaks("U4", expected, happened)
            self.has_shown(identity, call, ticks[0])
        else:
            self.breaks(identity, expected, happened)

    def are_exchanged(self, call: Call, answer: Dict[str, int]) -> bool:
        """Is each of the two times in the other's place?"""
        user, kernel = (answer[f"{mode} s"] * MICROSECONDS + answer[f"{mode} us"] for mode in ("user", "kernel"))
        unit = MICROSECONDS / self.hz
        return (self.is_time_of((call.least.kernel, call.most.kernel), unit, user)
                and self.is_time_of((call.least.user, call.most.user), unit, kernel))

    def other_units(self, whole: int, part: int) -> List[Tuple[float, int]]:
        """What may have been taken for microseconds: a tick in it, and the time that the caller was given in it."""
        units = [(per_second / self.hz, whole * per_second + part) for per_second in (1000 * MICROSECONDS, 1000)]
        ticks = (1.0, whole * MICROSECONDS + part)
        usual = (MICROSECONDS / USUAL_HZ, whole * MICROSECONDS + part)
        return [*units, ticks, usual]

    @staticmethod
    def is_time_of(ticks: Tuple[int, int], unit: float, given: int) -> bool:
        """With a tick of so many units. A tick may have come, so there is a range."""
        return int(ticks[0] * unit) <= given <= ticks[1] * unit

    def what_is_asked(self, mode: str, call: Call) -> str:
        """The property that a wrong time breaks."""
        if call.whose == CHILDREN:
            return "U8" if call.not_counted != NONE else "U7"
        if call.reaped != NONE:
            return "U9"
        return "U2" if mode == "user" else "U3"

    def has_shown(self, identity: str, call: Call, ticks: int) -> None:
        """A right answer is a witness only if a wrong one would have been another."""
        if call.least.user == call.least.kernel and identity in ("U2", "U3"):
            return
        if ticks > 0 or identity == "U8":
            self.holds(identity)

    # --- The end

    def run_ends(self) -> None:
        run = self.findings.run
        if run.is_good or run.how == NOT_WRITTEN:
            return
        for process in self.processes.values():
            call = process.call
            if call and not call.is_over and process.state == RUNNING:
                self.breaks(call.property, f"{call.words} returns", f"it does not return: {run.words}")
                return


def check(findings: Findings) -> None:
    records = findings.run.trace
    if records:
        Referee(findings, records.header.hz).read(records)
